"""Lists the words by which a finite verb is told from a noun, for the check of docstrings."""

from functools import cache


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


BASES = _split(
    """
    anchor average bias bridge bypass cascade chain chart chunk coerce color compensate contact contradict decompose
    destroy disturb dive drive drop dump edge emulate flood frame gate ground hand honor inflate interpolate invert
    lease line mail merge misbehave name nest normalise nudge offset outgrow overload parallel parallelize pave pipe
    pool precompute preload program purge reach react rebase rebind record reject remind remove rest reword ring rule
    sandbox script seal shape side slot sleep smooth spawn subtract subtotal suffice summarize tail tick translate
    truncate tunnel unblock unescape untangle wait warp watch widen narrow approve decline suspend
    abort accept accompany accumulate acquire act adapt add adjust adopt advise affect agree allow alter
    annotate announce anonymize answer append apply archive arise arrange arrive ask assemble assert assign
    assume attach attempt authenticate authorise authorize avoid await back bar bear become begin behave believe
    belong bind blame block bootstrap bound break bring broadcast buffer build bump cache calculate call cancel
    cap capture carry cast catch cause center change check choose claim clamp clean clear click clip clone close
    collapse collect collide combine come commit compare compile complain complete compose compress
    comprise compute concern configure confirm conflict connect consider consist consume contain continue
    convert convey copy correct correspond cost count cover crash create crop cross cut damage deactivate debit
    decide declare decode decompress decorate decrypt dedicate deduplicate default defer define delay delegate
    delete deliver demand demonstrate denote deny depend deploy derive descend describe deserialize detach
    detect determine dictate die differ disable disagree disappear discard disconnect discover dispatch display
    disregard distinguish divide document double download drain draw dump duplicate ease eat echo edit elapse
    eliminate embed emit empty enable enclose encode encounter encrypt end enforce enqueue ensure enter equal
    erase escape establish evaluate evict examine exceed exclude execute exempt exercise exist expand expect
    expire explain expose extend extract fade fail fake fall favor feature feed feel fetch figure fill filter
    find finish fire fit fix flag flatten flip flow flush fold follow forbid force forget forgive fork form
    format forward freeze gain gather generate get give go grant group grow guarantee guard guess gzip halve
    handle hang happen hash hear help hide hint hit hold host identify ignore imitate impersonate imply import
    impose include increment index indicate infer inherit inject insert inspect install intercept interpret
    interrupt intersect introduce invalidate invoke isolate issue iterate join jump keep kick kill know label
    lack land last lay lead leak learn leave let level lie lift limit link list listen live load locate
    lock log look lose lower maintain make manage manipulate map mark match mean measure meet memoize mention
    merge merit migrate mirror mistake mock model modify monitor mount move multiply name narrate narrow need
    nest normalize note notice notify number obey observe obtain occupy occur offer omit open order outdate
    outline outlive outrank overflow overlap overlook override overrule overwrite own pack page paint pair
    parametrize park parse pass patch pause pay perform permit persist pick pin ping place plan plant play plot
    point poll populate pose possess post postpone precede predict prefer prefix prepare present preserve press
    pretend prevent print probe proceed process produce program promise prompt propose protect prove provide
    publish pull purge push put query queue quit quote raise rank rate reach react reactivate
    read reauthenticate rebuild receive
    recognize recompute reconcile reconnect record recover redirect redraw reduce refer refill refresh refuse
    register reject relate release reload rely remain remap rematch remember remind rename render renew reopen
    reorder repair repeat replace replay reply report represent reproduce request require reread reschedule
    rescue resend reserve reset reside resize resolve respond restart restate restore restrict result resume
    retain retract retrieve retry return reuse reveal reverse revert revoke rewrite roll rotate round route run
    sample sanitize satisfy save say scale scan scatter schedule score search see seed seek seem segment select
    send separate sequence serialize serve set settle sew shadow share shed shift shorten show shrink shuffle
    shut sign signal simplify simulate sit skip sleep slice slow snapshot sniff solve sort sound space spare
    spawn speak specify spell spend split spread squash stage stall stamp stand start state stay stem step stick
    stop store strand stray stream stretch strike strip structure stub style subclass submit subscribe
    substitute subtract suffer suffice suggest sum supervise supply support suppose surface surround survive
    suspect swallow swap sweep switch sync synchronize tag take talk target tell tempt terminate test think
    throttle throw tie time toggle tokenize tolerate total touch trace track trail transfer transform translate
    traverse treat trick trigger trim trust try turn type undo unify unite unlock unpack unregister unset untie
    unwrap unzip update upgrade upload upset use validate vanish vary verify view visit visualize vouch wait
    wake walk want warn watch weigh win wipe wire withdraw withhold wonder work wrap write yield zip
    """
)
"""This is every verb that the check knows, in its base form."""

NOUNS_TOO = _split(
    """
    anchor average bias bridge cascade chain chart chunk color contact drop edge frame gate ground hand lease line mail
    nest offset pipe pool rest ring rule sandbox script seal shape side slot tail tick tunnel watch drive slice program
    act answer ask attempt back bar block bound break buffer bump cache call cap capture cast cause change check
    claim clear click clip clone commit concern conflict copy cost count cover crash cross cut damage default
    delay demand display document double download draw dump echo end equal escape exercise fake favor feature
    figure file filter fire fit flag flow fold force fork form format gain grant group guard guess handle hash
    help hint hit hold host import index issue jump kick kill label land lead leak level lie limit link
    list load lock log look map mark match measure mention mirror mock model monitor mount move name need note
    notice number offer open order outline overlap override page pair park pass patch pause pin place plan plant
    play plot point poll post prefix present press print probe process program promise prompt pull push query
    queue quote rank rate read record refresh release reload repair repeat replay reply report request reset
    result retry return reverse rise roll rotate round route run sample save scale scan schedule score search
    seed segment sequence shadow share shift show sign signal sleep slice snapshot sort sound space spell split
    spread stage stall stamp stand start state stem step stick stop store stray stream stretch strike strip
    structure stub style subclass sum supply support surface suspect swap sweep switch sync tag talk target test
    throw tie time toggle total touch trace track trail transfer treat trick trigger trust try turn type update
    upgrade upload use value view visit wait walk want wire work wrap write yield zip
    """
)

AUXILIARIES = _split(
    """
    is are was were has have had does do did can may must should will would could might cannot shall
    """
)
"""These verbs are finite wherever they stand."""

PAST = _split(
    """
    went came took gave saw knew began wrote spoke chose broke fell ate became ran grew drew threw
    """
)
"""These past forms are no participles, so they are finite."""

PRONOUNS = _split(
    """
    it he she this that each everything everyone everybody nothing nobody something somebody someone
    anybody anyone one none whoever neither either another both
    """
)
"""A third-person verb may follow each of these."""

POINTING = _split("these those them all both two three several")
"""After "each of" or "one of", these stand for things, so that a verb may follow."""

PLURAL_PRONOUNS = _split(
    """
    they we you i these those all both people others many some few two three most
    """
)
"""A base form may follow each of these as its verb."""

CLAUSE_SUBJECTS = _split(
    """
    it he she they we you i nobody somebody someone anybody anyone everybody everyone nothing a an the
    its their
    """
)
"""Right after a noun, each of these starts a clause that describes it: "the job it claims"."""

SUBORDINATORS = _split(
    """
    that which who whom whose where when whenever if while because unless until although though since
    whether what how why than once wherever whatever whoever whichever before after as so
    """
)
"""Each of these starts a clause whose verb is not the verb of the sentence."""

PREPOSITIONS_TOO = _split("before after until since as than")
"""These subordinators may stand before a mere noun: "after a minute"."""

DETERMINERS = _split(
    """
    a an the its their his her our your my no any some all these those which whose every other several
    few many more most two three four five six seven eight nine ten both own last first next same old
    new open such
    """
)
"""A noun follows one of these, and no verb."""

CERTAINLY_SINGULAR = _split("a an this that each every one another nobody nothing")
"""A subject that opens with one of these is no plural, so that a word in -s near it is a verb."""

SINGULAR = _split(
    """
    a an the this that each every no one its their his her our another any nothing nobody
    """
)
"""A subject in the singular opens with one of these."""

PREPOSITIONS = _split(
    """
    of in on at by for with from to into onto between among over under without within per through across
    about against above below beside besides beyond by during except inside near out outside past
    toward towards up upon via behind along around off down despite
    """
)
"""A noun follows one of these, and no finite verb."""

LINKS = _split(
    """
    and or but nor then so yet not only even just also both either neither if else plus there here
    """
)
"""After one of these, a pronoun starts no clause that describes a noun."""

ADVERBS = _split(
    """
    always never only also not still then just already often again even ever once twice here there
    therefore thus now soon rather at first instead together too later alone itself themselves
    """
)
"""One of these may stand between a subject and its verb."""

SAME_AS_PARTICIPLE = _split(
    """
    read put set cut hit let shut split spread cost reset quit overwrite
    """
)
"""These base forms are participles too, so that only a pronoun before them makes them finite."""

MOSTLY_NOUNS = _split(
    """
    time point place link record group form plan order step value figure page rate file result type view index query
    segment stream trigger claim change conflict process test
    """
)
"""At the start of a text, before a preposition or a comma, these are nouns: "Changes to a workout"."""

BEFORE_THAT = _split("check show say state note report test signal mention prove")
"""After one of these verbs, though a noun as well, "that" opens an object: "Checks that the file is whole"."""

NO_PLURALS = _split("settings sports news always its his as")
"""These words end in -s and are no plural subject."""


@cache
def base_of(word: str) -> str | None:
    """Returns the base form of a verb in the third person ("tries" gives "try"); None when it is no such verb."""
    if not word.endswith("s"):
        return None
    candidates = [word[:-1]]
    if word.endswith("es"):
        candidates.append(word[:-2])
    if word.endswith("ies"):
        candidates.append(word[:-3] + "y")
    return next((candidate for candidate in candidates if _without_prefix(candidate) in BASES), None)


def _without_prefix(verb: str) -> str:
    """Returns "queue" for "requeue", and a verb without such a prefix as it is."""
    shorter = next((verb.removeprefix(prefix) for prefix in ("re", "un", "de", "pre") if verb.startswith(prefix)), verb)
    return verb if verb in BASES else shorter
