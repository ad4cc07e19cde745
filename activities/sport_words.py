"""Lists the words for sports in German, French, Spanish, Italian, Dutch and Portuguese.

Apps write the sport into a file in the language of the phone. The words are in lower case, without accents and blanks.
"""

TRANSLATED_WORDS = {
    "ride": "radfahren fahrradfahren fahrrad fahrradtour rad radtour radsport rennrad rennradfahren strassenradfahren"
    " velo velosurroute veloderoute cyclisme cyclismesurroute cyclotourisme ciclismo ciclismoderuta ciclismoenruta"
    " ciclismodecarretera bicicleta bicicletadecarretera bicicletadeestrada bici bicicletta bicidacorsa"
    " ciclismosustrada ciclismodeestrada ciclismoemestrada fietsen fiets wielrennen racefiets racefietsen toerfietsen"
    " wegfietsen pedalada pedalar andardebicicleta",
    "gravel_ride": "gravelbike gravelbiken gravelfahren ciclismogravel gravelfietsen velogravel",
    "mountain_bike_ride": "mountainbike mountainbiken mountainbiketour vtt velotoutterrain btt atb bicicletademontana"
    " ciclismodemontana ciclismodemontanha ciclismoinmountainbike",
    "e_bike_ride": "elektrofahrrad elektrorad pedelec veloelectrique veloaassistanceelectrique vae bicicletaelectrica"
    " bicicletaeletrica bicielectrica bicielettrica elektrischefiets",
    "indoor_ride": "indoorradfahren hallenradfahren hometrainer ergometer velodinterieur veloeninterieur"
    " cyclismeeninterieur ciclismoindoor ciclismoensala ciclismointerior indoorfietsen",
    "run": "laufen lauf joggen dauerlauf strassenlauf bahnlauf langstreckenlauf laufband laufsport course courseapied"
    " coursesurroute coursesurpiste tapisdecourse footing correr carrera carreraapie carreraenruta cintadecorrer trote"
    " corsa corsasustrada correre podismo tapisroulant hardlopen hardloop loopband rennen corrida corridaderua"
    " corridaemesteira esteira passadeira",
    "trail_run": "traillauf traillaufen gelandelauf berglauf crosslauf coursenature trail coursedetrail"
    " coursedemontagne courseensentier carrerapormontana carrerademontana carreradetrail corsainmontagna corsacampestre"
    " trailrunnen traillopen corridadetrilha corridaemtrilha corridademontanha",
    "walk": "gehen spazieren spaziergang spazierengehen walken marche marcheapied marcherapide promenade marchenordique"
    " caminar caminata paseo andar marcha marchanordica camminata camminatanordica camminare passeggiata wandelen"
    " wandeling caminhada caminhadanordica caminhar passeio",
    "hike": "wandern wanderung bergwandern bergtour bergsteigen randonnee randonneepedestre rando alpinisme senderismo"
    " excursionismo montanismo escursionismo escursione alpinismo hiken bergwandelen trilha pedestrianismo montanhismo",
    "swim": "schwimmen freiwasserschwimmen bahnenschwimmen natation nage natationeneaulibre natationenpiscine natacion"
    " natacionenaguasabiertas natacionenpiscina aguasabiertas nadar nuoto nuotoinacquelibere nuotoinpiscina nuotare"
    " zwemmen zwemmeninzwembad openwaterzwemmen baanzwemmen natacao natacaoemaguasabertas natacaoempiscina",
    "alpine_ski": "ski skifahren skialpin esqui esquialpino sci scialpino skien",
    "nordic_ski": "langlauf skilanglauf skidefond skinordique esquidefondo esquinordico esquidefundo scidifondo"
    " langlaufen",
    "backcountry_ski": "skitour skitouren skitourengehen skiderandonnee esquidetravesia scialpinismo toerskien",
    "snowshoe": "schneeschuhwandern raquettes raquetteaneige raquettesaneige raquetasdenieve ciaspole ciaspolata"
    " raquetesdeneve sneeuwschoenwandelen",
    "snowboard": "snowboarden planchedesneige",
    "row": "rudern aviron remo canottaggio roeien",
    "kayak": "kajak kajakfahren piraguismo kajakken caiaque",
    "canoe": "kanu kanufahren canoa canoagem kanoen",
    "sail": "segeln voile vela zeilen",
    "windsurf": "windsurfen plancheavoile",
    "climb": "klettern escalade escalada arrampicata klimmen",
    "ice_skate": "eislaufen schlittschuhlaufen patinageaglace patinajesobrehielo pattinaggiosughiaccio"
    " patinagemnogelo schaatsen",
    "inline_skate": "inlineskaten roller rollers patinsemlinha patins patinajeenlinea pattinaggioinlinea"
    " patinagememlinha skeeleren",
    "strength": "krafttraining musculation musculacion pesistica krachttraining musculacao",
    "soccer": "fussball voetbal futbol futebol calcio",
}
"""Maps our sports to the words."""
