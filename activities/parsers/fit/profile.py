"""Names the numbers of Garmin's FIT profile that tracekit reads.

Each name is the profile's own in capitals: `SessionField.START_TIME` is the field `start_time` of the message
`session`. The numbers are plain integers, because some are looked up for every record.
"""

TIMESTAMP = 253
"""Every message has the field `timestamp` under this number."""


class MessageNumber:
    """Lists the numbers of messages."""

    FILE_ID = 0
    SPORT = 12
    SESSION = 18
    LAP = 19
    RECORD = 20
    EVENT = 21
    DEVICE_INFO = 23
    WORKOUT = 26
    ACTIVITY = 34
    TIMESTAMP_CORRELATION = 162


class FileIdField:
    """Lists the fields of the message `file_id`."""

    TYPE = 0
    MANUFACTURER = 1
    PRODUCT = 2
    PRODUCT_NAME = 8


class SportField:
    """Lists the fields of the message `sport`."""

    SPORT = 0
    SUB_SPORT = 1


class SessionField:
    """Lists the fields of the message `session`: the device's own summary of an activity."""

    START_TIME = 2
    SPORT = 5
    SUB_SPORT = 6
    TOTAL_ELAPSED_TIME = 7
    TOTAL_TIMER_TIME = 8
    TOTAL_DISTANCE = 9
    AVG_HEART_RATE = 16
    TOTAL_ASCENT = 22
    AVG_TEMPERATURE = 57
    TOTAL_MOVING_TIME = 59


class LapField:
    """Lists the fields of the message `lap`."""

    START_TIME = 2
    TOTAL_ELAPSED_TIME = 7
    TOTAL_TIMER_TIME = 8
    TOTAL_DISTANCE = 9
    AVG_HEART_RATE = 15
    TOTAL_ASCENT = 21
    SPORT = 25
    SUB_SPORT = 39
    AVG_TEMPERATURE = 50
    TOTAL_MOVING_TIME = 52


class RecordField:
    """Lists the fields of the message `record`: one point of the recording."""

    POSITION_LAT = 0
    POSITION_LONG = 1
    HEART_RATE = 3
    DISTANCE = 5
    TEMPERATURE = 13


class EventField:
    """Lists the fields of the message `event`."""

    EVENT = 0
    EVENT_TYPE = 1


class DeviceInfoField:
    """Lists the fields of the message `device_info`."""

    DEVICE_INDEX = 0
    MANUFACTURER = 2
    PRODUCT = 4
    PRODUCT_NAME = 27


class WorkoutField:
    """Lists the fields of the message `workout`: a plan."""

    SPORT = 4
    CAPABILITIES = 5
    NUM_VALID_STEPS = 6
    WKT_NAME = 8


class ActivityField:
    """Lists the fields of the message `activity`, which ends a recording."""

    LOCAL_TIMESTAMP = 5


class TimestampCorrelationField:
    """Lists the fields of the message `timestamp_correlation`: one moment, as UTC and as the device counts it."""

    SYSTEM_TIMESTAMP = 1
    LOCAL_TIMESTAMP = 3


class FileType:
    """Lists values of the type `file`."""

    DEVICE = 1
    SETTINGS = 2
    SPORT = 3
    ACTIVITY = 4
    WORKOUT = 5
    COURSE = 6
    WEIGHT = 9
    MONITORING_A = 15
    MONITORING_DAILY = 28
    MONITORING_B = 32


TIMER_EVENT = 0
"""This value of the type `event` stands for the stopwatch."""


class EventType:
    """Lists values of the type `event_type`."""

    START = 0
    STOP = 1
    STOP_ALL = 4
    STOP_DISABLE = 8
    STOP_DISABLE_ALL = 9


CREATOR_DEVICE_INDEX = 0
"""This value of the type `device_index` stands for the device that wrote the file."""


class Manufacturer:
    """Lists values of the type `manufacturer`."""

    GARMIN = 1
    DYNASTREAM_OEM = 13
    DYNASTREAM = 15
    TACX = 89
    DEVELOPMENT = 255


FITNESS_EQUIPMENT_SPORT = 4
"""This value of the type `sport` stands for a machine in a gym."""


class SubSport:
    """Lists values of the type `sub_sport`."""

    TREADMILL = 1
    SPIN = 5
    INDOOR_CYCLING = 6
    INDOOR_ROWING = 14
    ELLIPTICAL = 15
    STAIR_CLIMBING = 16
    INDOOR_WALKING = 27
    INDOOR_RUNNING = 45
    VIRTUAL_ACTIVITY = 58
