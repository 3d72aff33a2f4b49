"""How much is looked at. A prison frees some 40 people a day, and all of Scotland some 11,000 a year."""

MOST_BYTES = 1_000_000  # of a file as it comes; the HTTP door takes no more of anything
MOST_ROWS = 10_000  # with titles and header
MOST_LINES = 4 * MOST_ROWS  # with empty ones, and those inside of cells; a line end of two characters counts as two
MOST_COLUMNS = 100
MOST_CHARACTERS = 500  # in a cell that is read; the cells of dropped columns may be longer
MOST_TITLE_ROWS = 20  # the header is looked for among so many rows

# A workbook is a zip archive, in which a megabyte may stand for a gigabyte.
MOST_PARTS = 500
MOST_INFLATED = 20_000_000  # bytes of all its parts together; 10,000 rows of 20 columns are some 8 MB
MOST_RATIO = 100  # inflated to packed; sheets have 10 to 30
RATIO_COUNTS_FROM = 1_000_000  # inflated bytes: small parts may be packed better
MOST_SHEETS = 50
MOST_FILLED_CELLS = 250_000
MOST_CELLS = 500_000  # empty ones too, which Excel writes for their format alone
MOST_TEXT = 20_000_000  # characters of all cells, a shared text counted as often as it stands somewhere
