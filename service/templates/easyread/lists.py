"""The words that no stranger may read on a phone, and what to write for each. Reasons and sources: docs/words.md.

Every form is written out, because only whole words are looked for: Courtney, Bailey and cleaner are no matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NOTHING = "say nothing of it"
_TEAM = 'write "someone from our team"'
_ADDRESS = "give the address alone"


@dataclass(frozen=True)
class Entry:
    words: tuple[str, ...]  # one, or a phrase; in small letters
    instead: str
    street: bool = False  # streets are called so: Court Road


# Words separated by a space; a phrase is held together by underscores.
_STREETS = {
    "prison prisons jail jails gaol gaols court courts bail liberation justice inside": _NOTHING,
    "cell cells hall halls gate gates officer officers governor governors apex upside": _NOTHING,
}
_JUSTICE = {
    "prisoner prisoners imprisoned imprisonment jailed jailer gaoler hmp hmps yoi yois sps inmate inmates": _NOTHING,
    "con excon ex_con convict convicts convicted conviction convictions": _NOTHING,
    "offend offends offended offender offenders offending offence offences": _NOTHING,
    "reoffend reoffends reoffended reoffender reoffending crime crimes criminal criminals": _NOTHING,
    "sentence sentences sentenced sentencing liberate liberates liberated liberating": _NOTHING,
    "release releases released releasing custody custodial remand remanded bailed parole paroled": _NOTHING,
    "probation licence licences tag tags curfew curfews hdc recall recalls recalled": _NOTHING,
    "warrant warrants warder warders lockup lock_up locked_up getting_out got_out": _NOTHING,
    "back_in_the_community reintegrate reintegration resettle resettlement": _NOTHING,
    "rehab rehabilitate rehabilitation mappa victim victims": _NOTHING,
    "throughcare sacro wise_group social_work social_worker social_workers social_working": _TEAM,
}
# The places themselves; the ones that are towns too only where somebody comes from there.
_PLACES = {
    "barlinnie polmont glenochil low_moss castle_huntly cornton_vale bella_centre lilias_centre": _NOTHING,
    "from_perth from_greenock from_edinburgh from_inverness from_stirling from_dumfries from_kilmarnock": _NOTHING,
    "from_shotts from_addiewell from_saughton from_grampian from_peterhead from_glasgow": _NOTHING,
}
_CLINICAL = {
    "methadone buprenorphine buvidal espranor suboxone ost ort mat heroin": 'write "medicine"',
    "opiate opiates opioid opioids junkie junkies clean dirty detox": _NOTHING,
    "addict addicts addicted addiction addictions alcoholic alcoholics": _ADDRESS,
    "drug_user drug_users drug_misuse substance_use substance_misuse substance_abuse needle_exchange": _ADDRESS,
    "sexual sandyford chalmers_centre": _ADDRESS,
    "hiv hepatitis hep_c hep_b bbv bbvs sti stis std stds schizophrenia schizophrenic": _NOTHING,
    "psychiatric psychiatrist psychiatry forensic forensics sex_offender sex_offenders": _ADDRESS,
    "suicide suicides suicidal": 'write "feel low or worried"',
}
_ASKED_FOR = {
    "naloxone tolerance period periods smear smears": _ADDRESS,
    "overdose overdoses overdosed": 'write "ill"',
    "drug drugs alcohol drinking": _NOTHING,
    "mental_health": 'write "feel low or worried"',
    "abuse abused abuser abusive domestic violence violent": 'write "talk to someone in private"',
    "pregnancy pregnant": _ADDRESS,
    "benefits": 'write "money"',
    "homeless homelessness hostel hostels": 'write "no safe place to stay"',
    "veteran veterans army learning_disability learning_disabilities": _NOTHING,
}


def _entries(lists: Iterable[Mapping[str, str]], *, street: bool = False) -> Iterator[Entry]:
    for held in lists:
        for forms, instead in held.items():
            yield from (Entry(tuple(form.split("_")), instead, street) for form in forms.split())


def _by_first(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry.words)):
        found[entry.words[0]] = (*found.get(entry.words[0], ()), entry)
    return MappingProxyType(found)


JUSTICE = _by_first((*_entries((_STREETS,), street=True), *_entries((_JUSTICE, _PLACES))))
CLINICAL = _by_first(_entries((_CLINICAL,)))
ASKED_FOR = _by_first(_entries((_ASKED_FOR,), street=True))
