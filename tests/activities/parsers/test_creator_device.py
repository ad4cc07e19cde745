import pytest

from activities.parsers.creator_device import device_of_creator, device_of_tcx_creator

MODELS = (
    *("Garmin Edge 530", "eTrex 20x", "GPSMAP 66sr", "Garmin fēnix 7", "Suunto Ambit3 Peak", "Suunto 9", "Polar V800"),
    *("COROS PACE 2", "ELEMNT BOLT", "Karoo 2", "Bryton Rider 530", "Apple Watch Series 6", "TomTom Runner"),
    *("Garmin Edge Explore 2", "Timex Run Trainer 2.0", "Amazfit Balance 2", "Suunto Run"),
)
PROGRAMS = (
    *("Polar Access Manager", "Garmin Wearables", "Wahoo Fitness", "Suunto Dashboard", "SIGMA LINK", "Bryton Active"),
    *("Garmin Communicator Plug-In", "Garmin Connect", "Mi Fitness", "Microsoft Edge", "Lezyne GPS Ally", "Zwift"),
    *("SIGMA DATA CENTER 5", "Suunto DM5", "Polar ProTrainer 5", "Garmin WebUpdater 2.5", "Garmin Explore 3"),
    *("Ride with GPS", "Nike Run Club", "HealthFit", "Google Fit", "Polar WebSync", "Garmin VIRB Edit"),
)
COMPANIES = ("Garmin", "Garmin International, Inc.", "Polar Electro Oy", "Suunto", "TomTom", "COROS", "Fitbit", "")


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_a_device(model):
    assert device_of_creator(model) == device_of_tcx_creator(model) == model


@pytest.mark.parametrize("name", PROGRAMS + COMPANIES)
def test_a_program_or_a_company_is_not_a_device(name):
    assert device_of_creator(name) is device_of_tcx_creator(name) is None


def test_a_tcx_creator_may_be_a_device_that_nobody_knows_and_state_its_software():
    assert device_of_tcx_creator("FR1 Software Version 4.50") == "FR1"
    assert device_of_creator("FR1") is None
