"""Which signs stand beside which: danger first, then a death, the end of messages, and so on down."""

from service.domain.meaning import Context, Label, Sign, Surety

# Each label, and those beside which it is not kept: they say more.
_BELOW = {
    Label.OTHER: frozenset(Label) - {Label.OTHER},
    Label.HELP: frozenset(Label)
    - {
        Label.HELP,
        Label.OTHER,
        Label.YES,
        Label.NO,
        Label.THANKS,
        Label.LANGUAGE,
        Label.CRISIS,
        Label.OPT_OUT,
    },
    Label.GP: frozenset((Label.DECEASED, Label.WRONG_PERSON, Label.BACK_INSIDE, Label.OPT_OUT)),
    Label.YES: frozenset(
        (Label.NO, Label.CANT_ATTEND, Label.WRONG_PERSON, Label.DECEASED, Label.BACK_INSIDE, Label.OPT_IN, Label.GP)
    ),
    Label.NO: frozenset((Label.WRONG_PERSON, Label.DECEASED, Label.BACK_INSIDE, Label.CANT_ATTEND, Label.YES)),
    Label.OPT_IN: frozenset((Label.OPT_OUT, Label.CRISIS, Label.DECEASED, Label.WRONG_PERSON)),
    Label.CHANGED_NUMBER: frozenset((Label.WRONG_PERSON, Label.DECEASED)),
    Label.WRONG_PERSON: frozenset((Label.DECEASED, Label.BACK_INSIDE)),
    Label.BACK_INSIDE: frozenset((Label.DECEASED,)),
    Label.CANT_ATTEND: frozenset((Label.WRONG_PERSON,)),
}


def settle(signs: tuple[Sign, ...], context: Context) -> tuple[Sign, ...]:
    """The signs that stand, and the doubtful ones, which act on nothing."""
    labels = frozenset(sign.label for sign in signs if sign.surety is not Surety.DOUBTFUL)
    return tuple(
        sign
        for sign in signs
        if sign.surety is Surety.DOUBTFUL or not _BELOW.get(sign.label, frozenset()) & labels - {sign.label}
    )
