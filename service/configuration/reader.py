"""Reads and checks a whole configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from service.configuration.boards import board_faults, council_faults, prison_faults
from service.configuration.contacts import contact_faults, registered
from service.configuration.faults import ConfigError, ConfigFault, Level
from service.configuration.files import ConfigFile, files_in
from service.configuration.models import Parts, parts_of
from service.configuration.replies import reply_faults
from service.configuration.sequences import sequence_faults
from service.configuration.sources import Sources, read_sources
from service.schedules.config import Config
