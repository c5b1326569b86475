from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from pulse_moderation.screening import labelled, scorecard
from pulse_moderation.screening.own_corpus import make_context, own_corpus, own_screen
from pulse_moderation.screening.rules import Severity

LINES_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Print recall and precision of the screens by rule over the project's labelled corpus and, with --texts, over a "
        "file of labelled texts (CSV, JSON lines or a JSON array). A label is 0 or 1, a rule, a clause or a kind such as "
        '"SSN" or "profanity". Needs no database.'
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--texts", metavar="FILE", help="labelled texts of others")
        parser.add_argument("--text-field", default="", help="the field with the text; the usual names are tried")
        parser.add_argument("--label-field", default="", help="the field with the label; the usual names are tried")
        parser.add_argument(
            "--means",
            action="append",
            default=[],
            metavar="LABEL=MEANING",
            help='say what a label stands for: "2=clean"',
        )
        parser.add_argument("--rules", default="", help="count only these rules over --texts, parted by commas")
        parser.add_argument(
            "--at-least",
            default=Severity.CAUTION,
            choices=Severity.values,
            help="the severity from which a text counts as found (default: caution)",
        )
        parser.add_argument("--show", action="store_true", help="print the texts that were missed or wrongly found")

    def handle(self, *args, **options):
        screen, least = own_screen(), Severity(options["at_least"])
        self.stdout.write(f"The project's labelled corpus. Found means a hit of severity {least} or more.")
        scores = scorecard.by_rule(screen, own_corpus(), make_context, least)
        self._table(scores, options["show"])
        if options["texts"]:
            self._over_file(screen, least, options)

    def _over_file(self, screen, least, options):
        reading = self._read(options)
        self.stdout.write(f"\n{options['texts']}: {len(reading.examples)} texts.")
        for (label, rules), rows in sorted(reading.taken.items()):
            self.stdout.write(f'  "{label}" ({rows}) taken as {_in_words(rules)}')
        for label, rows in sorted(reading.unknown.items()):
            self.stdout.write(f'  "{label}" ({rows}) means nothing here: left out. Say what it means with --means.')
        for line, why in reading.broken[:LINES_SHOWN]:
            self.stdout.write(f"  line {line} is left out: {why}")
        if len(reading.broken) > LINES_SHOWN:
            self.stdout.write(f"  and {len(reading.broken) - LINES_SHOWN} more lines")
        only = tuple(rule.strip().upper() for rule in options["rules"].split(",") if rule.strip())
        scores, spoke = scorecard.by_label(screen, reading.examples, make_context, least, only)
        self._table(scores, options["show"])
        clean = [example for example in reading.examples if not example.expected]
        if clean:
            flagged = ", ".join(f"{rule} {times}" for rule, times in spoke.most_common()) or "none"
            self.stdout.write(f"Found in the {len(clean)} clean texts, by rule: {flagged}")

    def _read(self, options):
        own = {}
        for pair in options["means"]:
            label, sign, meaning = pair.rpartition("=")
            if not sign or scorecard.meaning(meaning) is None:
                raise CommandError(f"--means {pair}: write LABEL=MEANING, the meaning a rule, a clause, clean or hit.")
            own[label.strip()] = meaning.strip()
        unknown = {rule.strip().upper() for rule in options["rules"].split(",") if rule.strip()} - set(scorecard.RULES)
        if unknown:
            raise CommandError(f"No such rule: {', '.join(sorted(unknown))}.")
        try:
            data = Path(options["texts"]).read_bytes()
            return labelled.read_labelled(
                data, text_field=options["text_field"], label_field=options["label_field"], own=own
            )
        except (OSError, labelled.Unreadable) as problem:
            raise CommandError(str(problem)) from None

    def _table(self, scores, show):
        width = max((len(name) for name in scores), default=4)
        self.stdout.write(f"{'':{width}}  expected  found  recall   clean  false alarms  precision")
        for name, score in scores.items():
            self.stdout.write(
                f"{name:{width}}  {score.expected:8}  {score.found:5}  {_share(score.recall)}  {score.clean:6}"
                f"  {score.false_alarms:12}     {_share(score.precision)}"
            )
            if show:
                for kind, texts in (("missed", score.missed), ("wrong", score.wrong)):
                    for text in texts:
                        self.stdout.write(f"    {kind}: {text!r}")


def _share(value):
    return "     –" if value is None else f"{value:6.3f}"


def _in_words(rules):
    if rules == (scorecard.ANY,):
        return "a hit of any rule"
    return " or ".join(rules) if rules else "clean"
