import time, json, pytest
from datetime import datetime, UTC
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from activities.models import Activity
from activities.signals import *
from activities.sports import sport_of
from tests.matching.stored import row, source_file, span
from matching.services.rematch import rematch_all
def test_perf(as_alice):
    rows=[]
    for path in ('/tmp/m/d1.jsonl','/tmp/m/d2.jsonl'):
        for l in open(path):
            r=json.loads(l); t=datetime.fromtimestamp(r['start_time_utc'],UTC)
            rows.append(Activity(provider=r['provider'],provider_id=path+r['provider_id'],sport=sport_of(r['provider'],r['sport']),name=r['name'],started_at=t,elapsed_s=r['duration_s'],moving_s=r['moving_s'],distance_m=r['distance_m'],origin='api',confirmed_at=t,local_date=t.date()))
    Activity.objects.bulk_create(rows)
    t=time.perf_counter(); print(rematch_all(), 'first', time.perf_counter()-t)
    t=time.perf_counter(); print(rematch_all(), 'again', time.perf_counter()-t)
    ts=[]
    for i in range(60):
        a=row('file',i*86400*3-3e7,source_file=source_file())
        with CaptureQueriesContext(connection) as c:
            t=time.perf_counter(); activities_stored.send(None,ids=[a.pk]); ts.append(time.perf_counter()-t)
    ts.sort(); print('stored median ms',ts[30]*1e3,'max',ts[-1]*1e3,len(c))
    for q in c.captured_queries: print(q['time'],q['sql'][:150])
    ids=list(Activity.objects.order_by('-started_at').values_list('id',flat=True)[:200])
    with CaptureQueriesContext(connection) as c:
        t=time.perf_counter(); activities_stored.send(None,ids=ids); print('200 ids', (time.perf_counter()-t)*1e3,len(c))
    import cProfile
    a=row('file',-9e7,source_file=source_file()); 
    p=cProfile.Profile(); p.enable(); activities_stored.send(None,ids=[a.pk]); p.disable()
    import pstats; pstats.Stats(p).sort_stats('cumtime').print_stats(14)
