"""Texts with identity numbers and birth dates, and 1,200 that only look so; the same every time."""

import random

SSN_SENTENCES = (
    "My SSN is {}", "Social Security number: {}", "her social is {}", "SSN {} for the form",
    "Please use {} on the W-4.",
    "{} is what payroll has for him", "soc sec # {}", "the new hire's number, {}, is missing", "SSN:{}", "({}) SSN",
)  # fmt: skip
# Where a word says what it is, nine figures are one however they are grouped.
SSN_CALLED = (
    "SSN#{}", "ssn={}", "S.S.N. {}", "SSAN {}", "ss no. {}", "ss# {}", "soc: {}", "soc sec no {}", "Social Sec. {}",
    "SSN/TIN {}",
    "his social's {}", "her full social is {}", "{} is her social security no", "{} - SSN", "run {} through SSA please",
    "numero de seguro social: {}", "SSN for the youth in room 2 is {}", "the SSN written on the form was {}",
    "social security card says {}", "I have {} here, that's his social", "social (mom's): {}",
    "need the social corrected to {}",
    "SSN (last page): {}", "their social security numbers: {}", "ssn{}",
)  # fmt: skip
SSN_SHAPES = (
    "{}-{}-{}", "{} {} {}", "{}{}{}", "{} - {} - {}", "{}/{}/{}", "{}_{}_{}", "{}.{}.{}", "{}, {}, {}", "{}-{} {}",
    "{} {}-{}", "{}-{}{}",
    "({}) {}-{}", "{}–{}–{}", "{}\u00a0{}\u00a0{}", "{}\u2011{}\u2011{}", "{} / {} / {}",
)  # fmt: skip
BIRTH_SENTENCES = (
    "DOB {}", "date of birth: {}", "she was born on {}", "born {}", "Her birthday is {}", "birth date {}",
    "d.o.b. {}",
    "his DOB: {} for the roster", "Birthdate - {}", "{} (DOB)",
    "D/O/B {}", "d-o-b: {}", "DOB={}", "dateofbirth {}", "birthdate={}", "b-day: {}", "bday is {}",
    "fecha de nacimiento: {}",
    "nacido el {}", "nacida el {}", "{} is her date of birth", "{}, DOB", "{} - his birthday", "she turned 17 on {}",
    "DOB on the face sheet: {}", "born in Lynn on {}", "his birth certificate says {}", "date of birth (per mother) {}",
    "{} is my birthday",
)  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NEVER = (
    "Case number {a}-{b}", "ZIP {z}-{d}", "Boston, MA {z}-{d}", "purchase order {n9}", "PO #{n9}", "PO {a}-{b2}-{d}",
    "version {x}.{y}.{d}", "release {x}.{y}.{z4}", "docket {year}-{n5}", "invoice {a}-{b2}-{d}", "work order {n9}",
    "room {a}, extension {d}", "tracking 9400 {d} {d} {d}", "JJEMS {n7}", "form HR-{a}-{b2}", "the meeting of {date}",
    "training on {date}", "hired on {date}", "updated {date}", "court date {date}", "policy effective {date}",
    "born in Lowell, hired {date}", "birthday party at {time} on {date}", "The program was born on {date}",
    "serial {a}-{b2}-{d}", "part no. {a}-{b2}-{d}", "vendor code {n9}", "a score of {b2}-{b2}",
    "fiscal year {year}-{b2}",
    "DOB forms are due {date}", "Birth certificates ordered {date} came in", "birth certificates mailed {date}",
    "newborn care class {date}", "social studies test {b2}-{b2}-{d}", "the social committee has ${a},{a},{a}",
    "social workers: report {n9} is ready", "Social Security office: 1-800-772-1213",
    "ice cream social {date}, ticket {n9}",
    "EIN {b2}-{n7d} of the vendor", "call 1-{a2}-{a2}-{d} for the conference, PIN {n9}#",
    "Meeting ID {a2} {a} {d}, passcode {n9}",
    "lot {a}-{b2}-{d} was recalled", "The lot number is {a}-{b2}-{d}", "P/N {d}-{a}-{b2}", "ISBN 978-0-{a}-{n5}-{x1}",
    "waybill {n9}", "asset tag {n9}", "The new address is {b2} Elm St, Worcester MA {z}-{d}",
    "docket {b2}-{d}, courtroom 3",
    "the picnic is her birthday present to us on {date}", "IP 10.{b2}.{b2}.{b2}", "the last four of his SSN are {d}",
)  # fmt: skip


def ssn(chance):
    area = chance.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}", f"{chance.randint(1, 99):02}", f"{chance.randint(1, 9999):04}"


def _shaped(chance):
    """Nine figures as people write them, also one by one and six together."""
    parts = ssn(chance)
    if chance.random() < 0.1:
        return " ".join("".join(parts))
    return chance.choice(SSN_SHAPES).format(*parts)


def born(chance):
    year, month, day = chance.randint(1940, 2012), chance.randint(1, 12), chance.randint(1, 28)
    return chance.choice((
        f"{month}/{day}/{year}", f"{month:02}-{day:02}-{year}", f"{year}-{month:02}-{day:02}",
        f"{MONTHS[month - 1]} {day}, {year}",
        f"{day} {MONTHS[month - 1]} {year}", f"{MONTHS[month - 1][:3]} {day} {year}",
        f"{month}/{day}/{year % 100:02}",
        f"{month:02}.{day:02}.{year}",
        f"{day} {MONTHS[month - 1][:3]} {year % 100:02}", f"{MONTHS[month - 1][:3]}. {day}, {year}",
        f"{year}{month:02}{day:02}",
        f"{day}-{MONTHS[month - 1][:3]}-{year}", f"{MONTHS[month - 1]} {day}th {year}",
        f"the {day}th of {MONTHS[month - 1]}, {year}",
        f"{day:02}{MONTHS[month - 1][:3].upper()}{year}", f"{MONTHS[month - 1][:3]} {day} '{year % 100:02}",
        f"{day:02}/{month:02}/{year}",
    ))  # fmt: skip


def positives(count=600, seed=7):
    """[(what, text)]: as many Social Security numbers as birth dates."""
    chance = random.Random(seed)
    for _ in range(count):
        sentence = chance.choice(SSN_SENTENCES)
        gap = chance.choice(("-", "-", " ", "")) if "SSN" in sentence or "oc" in sentence else "-"
        yield "ssn", sentence.format(gap.join(ssn(chance)))
        yield "ssn", chance.choice(SSN_CALLED).format(_shaped(chance))
        yield "birth", chance.choice(BIRTH_SENTENCES).format(born(chance))


def negatives(count=1200, seed=8):
    chance = random.Random(seed)
    for n in range(count):
        number = chance.randint
        yield NEVER[n % len(NEVER)].format(
            a=f"{number(1, 899):03}", b=f"{number(100, 99999)}", b2=f"{number(1, 99):02}", d=f"{number(1, 9999):04}",
            z=f"{number(1001, 2799):05}", n9=number(10**8, 10**9 - 1), n7=f"case of {number(10, 99)} youth",
            n5=f"{number(1, 99999):05}",
            x=number(1, 20), y=number(0, 30), z4=number(1000, 9999), year=number(2015, 2026), date=born(chance),
            time=f"{number(1, 12)}:30", a2=f"{number(201, 989):03}", n7d=f"{number(0, 9999999):07}", x1=number(0, 9),
        )  # fmt: skip
