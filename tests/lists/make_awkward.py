"""Writes the files of awkward/: what prisons really send, and what nobody should. Beside each lies what it must get.

PYTHONPATH=. .venv/bin/python tests/lists/make_awkward.py
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.lists.workbooks import HEADER, error, formula, package, sheet, workbook

FOLDER = Path(__file__).parent / "awkward"
TOP = ",".join(HEADER)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SAM = ("48213", "Sam", "07700 900101", date(2026, 12, 23), "S08000031", "en", "")


def lines(*rows: str, end: str = "\n") -> str:
    return "".join(f"{row}{end}" for row in rows)


CSV: Mapping[str, bytes] = {
    # What Excel saves as "CSV UTF-8", and the same by older programs.
    "01-utf-8-with-mark.csv": lines(TOP, "48213,Mòrag,07700 900101,2026-12-23,S08000031,gd,woman", end="\r\n").encode(
        "utf-8-sig"
    ),
    "02-excel-unicode-text.csv": lines(
        TOP.replace(",", "\t"), "48213\tMòrag\t07700 900101\t23/12/2026\tHighland\tgd\t", end="\r\n"
    ).encode("utf-16"),
    "03-utf-16-without-mark.csv": lines(
        TOP.replace(",", ";"), "48213;Zoë;07700 900101;23/12/2026;Fife;en;woman"
    ).encode("utf-16-be"),
    "04-windows-1252.csv": lines(
        TOP.replace(",", ";"), "48213;Zoë;07700 900101;23/12/2026;Fife;en;no_fixed_address"
    ).encode("windows-1252"),
    "05-two-encodings.csv": lines(TOP).encode()
    + "48213,Zoë,07700 900101,2026-12-23,Fife,en,\n".encode()
    + "48214,Zoë,07700 900102,2026-12-23,Fife,en,\n".encode("windows-1252"),
    # Printed reports.
    "06-titles-and-total.csv": lines(
        "HMP Barlinnie,,,,,,",
        '"Liberations for the week of\n21 December 2026",,,,,,',
        ",,,,,,",
        "PRISON NO.,First Name,Mobile No,Liberation Date,Home Board,Language,Group(s)",
        '48213,Sam,07700 900101,23/12/2026,"NHS Greater Glasgow\nand Clyde",en,',
        "",
        "PRISON NO.,First Name,Mobile No,Liberation Date,Home Board,Language,Group(s)",
        "48377,Agnieszka,07700 900102,24/12/2026,greater glasgow & clyde,PL,Woman; No fixed address",
        "Total: 2,,,,,,",
    ).encode(),
    "07-separator-told-first.csv": lines(
        "sep=;", TOP.replace(",", ";"), "48213;Sam;07700 900101;2026-12-23;Fife;en;"
    ).encode(),
    # A prison's own words, and what nobody asked for.
    "08-own-headers-and-too-many.csv": lines(
        "Surname,PR No,Forename,DOB,Offence,Hall,EDL,Mobile Number,Council,Index offence notes,",
        'McColl,48213,Sam,01/02/1990,Theft,B,23/12/2026,07700 900101,City of Glasgow,"see, file",x',
        "Reid,48377,Ann,02/03/1991,Fraud,C,24/12/2026,07700 900102,The Moray Council,none,",
    ).encode(),
    "09-one-meaning-twice.csv": lines(
        "PR No,Prison number,EDL,Lib Date,Home board", "48213,48213,23/12/2026,30/12/2026,Fife"
    ).encode(),
    "10-columns-missing.csv": lines("Surname,Mobile,Hall", "McColl,07700 900101,B").encode(),
    "11-no-header.csv": lines("48213,Sam,07700 900101,2026-12-23,S08000031,en,").encode(),
    "12-empty.csv": b"",
    # Days.
    "13-days-in-every-form.csv": lines(
        TOP,
        "1001,A,,2026-12-23,Fife,en,",
        "1002,B,,23/12/2026,Fife,en,",
        "1003,C,,23/12/26,Fife,en,",
        "1004,D,,23-Dec-2026,Fife,en,",
        "1005,E,,23 December 2026,Fife,en,",
        "1006,F,,46379,Fife,en,",
        "1007,G,,23.12.2026 00:00,Fife,en,",
        "1008,H,,2/1/2027,Fife,en,",
        "1009,I,,31/11/2026,Fife,en,",
        "1010,J,,next Tuesday,Fife,en,",
        "1011,K,,2025-11-30,Fife,en,",
        "1012,L,,23/12/1926,Fife,en,",
    ).encode(),
    "14-both-orders-of-days.csv": lines(
        TOP,
        "1001,A,07700 900101,2026-12-23,Fife,en,",
        "1002,B,07700 900102,23/12/2026,Fife,en,",
        "1003,C,07700 900103,12/24/2026,Fife,en,",
    ).encode(),
    "15-month-first-alone.csv": lines(
        TOP,
        "1001,A,07700 900101,2026-12-23,Fife,en,",
        "1002,B,07700 900102,12/23/2026,Fife,en,",
        "1003,C,07700 900103,1/2/2027,Fife,en,",
        "1004,D,07700 900104,1/1/2027,Fife,en,",
    ).encode(),
    # Numbers.
    "16-numbers-that-a-spreadsheet-changed.csv": lines(
        TOP,
        "1001,A,7700900101,2026-12-23,Fife,en,",
        "1002,B,7700900102.0,2026-12-23,Fife,en,",
        "1003,C,447700900103,2026-12-23,Fife,en,",
        "1004,D,4.477E+11,2026-12-23,Fife,en,",
        "1005,E,770090010.5,2026-12-23,Fife,en,",
        "1006.0,F,'07700 900106,2026-12-23,Fife,en,",
        "1.007E+03,G,07700 900107,2026-12-23,Fife,en,",
    ).encode(),
    "17-words-for-nothing.csv": lines(
        TOP,
        "1001,none,None,2026-12-23,Fife,n/a,-",
        "1002,-,N/A,2026-12-23,Fife,0,N/A",
        "1003,,0,2026-12-23,Fife,,none",
        "0,Dee,07700 900104,N/A,-,en,",
    ).encode(),
    "18-whose-phone.csv": lines(
        TOP,
        "1001,A,07700 900101 (mum),2026-12-23,Fife,en,",
        "1002,B,mum's 07700 900102,2026-12-23,Fife,en,",
        "1003,C,07700 900103 / 07700 900104,2026-12-23,Fife,en,",
        '1004,D,"07700 900105\n07700 900106",2026-12-23,Fife,en,',
        "1005,E,0141 496 0000 (mum),2026-12-23,Fife,en,",
        "1006,F,ask at the hostel,2026-12-23,Fife,en,",
        "1007,G,07700 900107 (1),2026-12-23,Fife,en,",
    ).encode(),
    "19-one-number-for-many.csv": lines(
        TOP,
        "1001,A,07700 900101,2026-12-23,Fife,en,",
        "1002,B,+44 7700 900101,2026-12-23,Fife,en,",
        "1003,C,7700900101,2026-12-24,Fife,en,",
        "1004,D,07700 900101 (hostel),2026-12-24,Fife,en,",
        "1005,E,07700 900102,2026-12-24,Fife,en,",
        "1006,F,07700 900102,2026-12-24,Fife,en,",
        "1007,G,07700 900102,2026-12-24,Fife,en,",
    ).encode(),
    # People.
    "20-one-person-more-than-once.csv": lines(
        TOP,
        "1001,A,07700 900101,2026-12-23,Fife,en,",
        "1001,A,07700 900101,2026-12-30,Fife,en,",
        "1002,B,07700 900102,2026-12-23,Fife,en,",
        "1002,B,07700900102,23/12/2026,NHS Fife,en,",
        "1002,B,+447700900102,46379,S08000029,en,",
        "1003,C,07700 900103,2026-12-23,Fife,en,",
        "1003,C,07700 900104,2026-12-23,Highland,en,",
        "1004,D,0141 496 0000,2026-12-23,Fife,en,",
        "1004,D,07700 900105,2026-12-24,Fife,en,",
    ).encode(),
    "21-every-status.csv": lines(
        f"{TOP},Status",
        "1001,A,07700 900101,2026-12-23,Fife,en,,Planned",
        "1002,B,07700 900102,30/11/2026,,en,,RELEASED",
        "1003,C,07700 900103,28/11/2026,Fife,en,,released",
        "1004,D,07700 900104,2/12/2026,Fife,en,,released",
        "1005,E,not looked at,nor this,Nowhere,xx,=1,cancelled",
        "1006,,,,,,,returned",
        "1007,,,,,,,died",
        "1008,H,07700 900108,2026-12-23,Fife,en,,escaped",
        "1009,I,07700 900109,2026-12-23,Fife,en,,planned",
        "1009,,,,,,,died",
        ",,,,,,,returned",
    ).encode(),
    "22-the-other-columns.csv": lines(
        "Prison No,Mobile,Liberation date,Council area,Home board,Number confirmed on,Safe to text,Worker",
        '1001,07700 900101,2026-12-23,Argyll & Bute,,2026-11-01,Yes,"Kim Reid, 0141 496 0123"',
        "1002,07700 900102,2026-12-23,Fife,NHS Fife,1/11/2025,shared,",
        "1003,07700 900103,2026-12-23,,,2026-11-01,no,",
        "1004,07700 900104,2026-12-23,Cumbria,,2026-12-25,maybe,Kim Reid",
        "1005,07700 900105,2026-12-23,Highland,Fife,,,",
        "1006,07700 900106,2026-12-23,Highland,,,no,",
    ).encode(),
    # What would do harm, or may have moved the cells of a row.
    "23-formulas.csv": lines(
        TOP,
        '1001,"=HYPERLINK(""http://x"")",07700 900101,2026-12-23,Fife,en,',
        "1002,+Sam,07700 900102,2026-12-23,Fife,en,",
        "1003,-Sam,07700 900103,2026-12-23,Fife,en,",
        "1004,@Sam,07700 900104,2026-12-23,Fife,en,",
        '1005,Sam,"=""07700900105""",=TODAY(),Fife,en,',
        "1006,#N/A,07700 900106,#REF!,Fife,en,",
    ).encode(),
    "24-a-comma-too-many.csv": lines(
        TOP,
        "1001,Sam, Jr,07700 900101,2026-12-23,Fife,en,woman",
        '1002,"Sam, Jr",07700 900102,2026-12-23,Fife,en,woman',
        "1003,Sam,07700 900103,2026-12-23,Fife",
        "1004,Sam,07700 900104,2026-12-23,Fife,en,,,,",
    ).encode(),
    "25-every-fault-at-once.csv": lines(
        f"{TOP},status,worker",
        '123456789012345678901,"Sa\tm",0141 496 0000,30/02/2026,Narnia,tlh,veteran;woman,gone,nobody',
        f"1002,{'x' * 101},,,,,,,",
        f"1003,{'x' * 501},07700 900103,2029-12-30,Fife,en,unknown,,",
    ).encode(),
    "26-a-quotation-mark-never-closed.csv": lines(
        TOP, "1001,A,07700 900101,2026-12-23,Fife,en,", '1002,"B,07700 900102,2026-12-23,Fife,en,'
    ).encode(),
    "27-nul-bytes.csv": lines(TOP, "1001,A\0,07700 900101,2026-12-23,Fife,en,").encode(),
    "28-ten-thousand-columns.csv": lines(TOP + ",x" * 9_993, "1001,A,07700 900101,2026-12-23,Fife,en,").encode(),
    "29-excel-under-another-name.csv": workbook({"Sheet1": [HEADER, SAM]}),
}
XLSX: Mapping[str, bytes] = {
    "30-days-and-floats.xlsx": workbook(
        {
            "Releases": [
                ["Releases of the week", None],
                [],
                ["Status", *HEADER, "Date of birth"],
                [None, 48213.0, "Sam", 7700900101.0, date(2026, 12, 23), "S08000031", "en", None, date(1990, 2, 1)],
                [None, 48377, "Agnieszka", 447700900102, 46379, "Lanarkshire", "pl", "woman"],
                [None, "A12-7", "Jamie", "07700 900103", "24-Dec-2026", "Fife", "en", None],
                [None, 48551, "Mhairi", 7700900000.0, 46379.75, "Fife", "gd", None],
                [],
                ["Total", formula("COUNTA(B4:B7)", "4")],
            ]
        }
    ),
    "31-formulas-and-errors.xlsx": workbook(
        {
            "Releases": [
                HEADER,
                [
                    "1001",
                    formula('HYPERLINK("http://x")', "http://x"),
                    "07700 900101",
                    date(2026, 12, 23),
                    "Fife",
                    "en",
                    "",
                ],
                ["1002", "B", "07700 900102", formula("TODAY()", "46379"), "Fife", "en", ""],
                ["1003", "C", error("#N/A"), date(2026, 12, 23), error("#REF!"), "en", ""],
                ["1004", "D", "07700 900104", date(2026, 12, 23), "Fife", "en", ""],
            ]
        }
    ),
    "32-one-list-among-other-sheets.xlsx": workbook(
        {
            "Read me": [["Fill in the next sheet", None], ["and send it"]],
            "Liberations": [HEADER, SAM],
            "Codes": [["Health Board", "Council"], ["Fife", "Fife"]],
            "Empty": [],
        }
    ),
    "33-two-lists.xlsx": workbook({"This week": [HEADER, SAM], "Last week": [HEADER, SAM]}),
    "34-macros.xlsx": workbook({"Sheet1": [HEADER, SAM]}, extra={"xl/vbaProject.bin": b"Sub Auto_Open()"}),
    "35-password.xlsx": OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480),
    "36-excel-of-1997.xlsx": OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(496),
    "37-one-cell-in-the-far-corner.xlsx": package(
        ["Sheet1"],
        {
            "xl/worksheets/sheet1.xml": sheet(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            )
        },
    ),
    "38-days-from-1904.xlsx": workbook(
        {"Sheet1": [HEADER, ["48213", "Sam", "07700 900101", date(2022, 12, 22), "Fife", "en"]]}, from_1904=True
    ),
    "39-csv-under-another-name.xlsx": lines(TOP, "48213,Sam,07700 900101,2026-12-23,S08000031,en,").encode(),
    "40-half-a-workbook.xlsx": workbook({"Sheet1": [HEADER, SAM]})[:900],
}


def main() -> None:
    for name, content in {**CSV, **XLSX}.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
