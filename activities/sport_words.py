"""Lists the words for sports in German, French, Spanish, Italian, Dutch and Portuguese.

Apps write the sport into a file in the language of the phone. The words are in lower case, without accents and blanks.
"""

TRANSLATED_WORDS = {
    "ride": "radfahren fahrradfahren fahrrad rad radtour radsport rennrad rennradfahren velo cyclisme cyclotourisme"
    " veloderoute ciclismo bicicleta bici ciclismoderuta bicicletta ciclismosustrada fietsen fiets wielrennen racefiets"
    " pedalada pedalar",
    "mountain_bike_ride": "mountainbike mountainbiken mountainbiketour vtt btt atb ciclismodemontana",
    "e_bike_ride": "elektrofahrrad pedelec veloelectrique veloaassistanceelectrique vae bicicletaelectrica"
    " bicielettrica elektrischefiets",
    "indoor_ride": "indoorradfahren hometrainer ergometer velodinterieur ciclismoindoor",
    "run": "laufen lauf joggen dauerlauf laufband laufsport course courseapied footing correr carrera carreraapie trote"
    " corsa correre podismo hardlopen hardloop rennen corrida corridaderua",
    "trail_run": "traillauf traillaufen coursenature carrerapormontana trailrunnen corridadetrilha",
    "walk": "gehen spazieren spaziergang spazierengehen marche marcheapied promenade marchenordique caminar caminata"
    " paseo andar marcha marchanordica camminata camminare passeggiata wandelen wandeling caminhada caminhar",
    "hike": "wandern wanderung bergwandern bergsteigen randonnee randonneepedestre rando alpinisme senderismo"
    " excursionismo montanismo escursionismo escursione alpinismo hiken bergwandelen trilha montanhismo",
    "swim": "schwimmen freiwasserschwimmen natation nage natationeneaulibre natacion nadar nuoto nuotare zwemmen"
    " openwaterzwemmen natacao",
    "alpine_ski": "ski skifahren skialpin esqui esquialpino sci scialpino skien",
    "nordic_ski": "langlauf skilanglauf skidefond esquidefondo scidifondo langlaufen",
    "backcountry_ski": "skitour skitouren skiderandonnee esquidetravesia scialpinismo toerskien",
    "snowshoe": "schneeschuhwandern raquettes raquettesaneige ciaspole sneeuwschoenwandelen",
    "snowboard": "snowboarden planchedesneige",
    "row": "rudern aviron remo canottaggio roeien",
    "kayak": "kajak kajakfahren piraguismo kajakken caiaque",
    "canoe": "kanu kanufahren canoa canoagem kanoen",
    "sail": "segeln voile vela zeilen",
    "climb": "klettern escalade escalada arrampicata klimmen",
    "ice_skate": "eislaufen schlittschuhlaufen patinageaglace patinajesobrehielo schaatsen",
    "inline_skate": "inlineskaten rollers patinajeenlinea pattinaggioinlinea skeeleren",
    "strength": "krafttraining musculation musculacion krachttraining musculacao",
    "soccer": "fussball voetbal",
}
"""Maps our sports to the words."""
