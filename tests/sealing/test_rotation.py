"""A new key, everything sealed again under it, the old key removed; and what opens, or does not, on the way."""

import io
import json
import threading
import uuid

import pytest
import tink
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from authorizations.models import EvidenceItem
from evidence.models import StoredFile
from people.models import KeptForm, Youth
from sealing import keys, rotation
from tests.factories.authorizations import granted
from tests.factories.evidence import logged
from tests.postgres.base import as_owner

OPENED = (keys.field_cipher, keys.file_cipher, keys.hash_function, keys.anchor_mac)


def _forget():
    for opened in OPENED:
        opened.cache_clear()


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Keysets of this test alone."""
    settings.KEYSET_DIR = tmp_path / "keys"
    keys.create_missing()
    _forget()
    yield settings.KEYSET_DIR
    _forget()


@pytest.fixture
def keep(own_keys, cast, now):
    """Keeps forms whose sealed body is their number."""

    def keep_forms(count):
        KeptForm.objects.bulk_create(
            KeptForm(author=cast.dana, path="/", body=f"form {number}", kept_at=now) for number in range(count)
        )

    return keep_forms


def keyset():
    return json.loads(keys.path_of("fields").read_text())


def key_ids():
    return [key["keyId"] for key in keyset()["key"]]


def under_each_key(model=KeptForm):
    counts = {}
    for (body,) in model.objects.values_list("body"):
        key = int.from_bytes(bytes(body[1:5]))
        counts[key] = counts.get(key, 0) + 1
    return counts


def bodies():
    return [form.body.reveal() for form in KeptForm.objects.order_by("pk")]


def reseal_everything():
    return {model: rotation.reseal(model, using="default") for model in rotation.sealed_models()}


def replace_body(form, content):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_keptform SET body = %s WHERE id = %s", [content, form.pk])


# A new key ------------------------------------------------------------------------------------------------------------


def test_a_new_key_seals_and_the_old_one_still_opens(keep):
    keep(1)
    old = keyset()["primaryKeyId"]

    new = rotation.add_key()
    keep(1)

    assert key_ids() == [old, new] and keyset()["primaryKeyId"] == new
    assert under_each_key() == {old: 1, new: 1}
    assert bodies() == ["form 0", "form 0"]


def test_the_keyset_is_replaced_whole_and_for_its_owner_only(own_keys):
    (own_keys / "fields.new").write_text("left by a run that was killed")

    rotation.add_key()

    assert keys.path_of("fields").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in own_keys.iterdir()) == [
        "anchors.json",
        "fields.json",
        "files.json",
        "hashes.json",
    ]


def test_keys_made_at_the_same_moment_are_all_kept(own_keys):
    made = []
    crew = [threading.Thread(target=lambda: made.append(rotation.add_key())) for _one in range(4)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()

    assert sorted(key_ids()[1:]) == sorted(made)
    assert len(set(key_ids())) == 5


# Sealed again ---------------------------------------------------------------------------------------------------------


def test_every_model_with_sealed_fields_is_sealed_again(keep):
    keep(3)
    youth = Youth.objects.first()
    before = [bytes(value) for value in Youth.objects.values_list("first", "born_on").get(pk=youth.pk)]
    new = rotation.add_key()

    outcomes = reseal_everything()

    after = [bytes(value) for value in Youth.objects.values_list("first", "born_on").get(pk=youth.pk)]
    again = Youth.objects.get(pk=youth.pk)
    assert outcomes[KeptForm] == (3, []) and outcomes[Youth][0] > 0
    assert set(rotation.tally(using="default")) == {new}
    assert not set(before) & set(after)
    assert (again.first, again.born_on, again.other_names) == (youth.first, youth.born_on, youth.other_names)


def test_what_is_under_the_new_key_already_is_left_alone(keep):
    keep(2)
    rotation.add_key()
    keep(1)
    fresh = bytes(KeptForm.objects.values_list("body", flat=True).last())

    assert rotation.reseal(KeptForm, using="default") == (2, [])
    assert rotation.reseal(KeptForm, using="default") == (0, [])
    assert bytes(KeptForm.objects.values_list("body", flat=True).last()) == fresh


def test_a_value_that_does_not_open_is_named_and_holds_up_nothing_but_the_end(keep):
    keep(3)
    forged = KeptForm.objects.order_by("pk")[1]
    foreign = KeptForm.objects.values_list("body", flat=True).first()
    replace_body(forged, bytes(foreign))
    old, new = keyset()["primaryKeyId"], rotation.add_key()

    outcomes = reseal_everything()

    assert outcomes[KeptForm] == (2, [(forged.pk, "body")])
    assert under_each_key() == {old: 1, new: 2}
    with pytest.raises(rotation.StillSealed):
        rotation.retire(using="default")


class Killed(BaseException):
    """Stands for a SIGKILL: nothing of ours catches it."""


def killed_after(count):
    """Ends the work at the statement after `count` updates."""
    updates = iter(range(count))

    def wrapper(execute, sql, *args):
        if sql.startswith("UPDATE") and next(updates, None) is None:
            raise Killed
        return execute(sql, *args)

    return connection.execute_wrapper(wrapper)


def test_killed_in_a_batch_it_begins_again_where_it_was(keep):
    keep(5)
    old, new = keyset()["primaryKeyId"], rotation.add_key()

    with pytest.raises(Killed), killed_after(3):
        rotation.reseal(KeptForm, using="default", batch=2)
    between, still_open = under_each_key(), bodies()
    outcome = rotation.reseal(KeptForm, using="default", batch=2)

    assert between == {old: 3, new: 2}
    assert still_open == bodies() == [f"form {number}" for number in range(5)]
    assert outcome == (3, []) and under_each_key() == {new: 5}


@pytest.mark.slow
def test_five_thousand_rows_move_to_the_new_key_though_killed_half_way(keep):
    keep(5000)
    old, new = keyset()["primaryKeyId"], rotation.add_key()

    with pytest.raises(Killed), killed_after(2750):
        rotation.reseal(KeptForm, using="default")
    assert under_each_key() == {old: 2500, new: 2500}
    reseal_everything()
    assert rotation.retire(using="default") == [old]

    assert under_each_key() == {new: 5000}
    assert bodies() == [f"form {number}" for number in range(5000)]


# The old key ----------------------------------------------------------------------------------------------------------


def test_an_old_key_stays_as_long_as_anything_is_sealed_under_it(keep):
    keep(2)
    old, new = keyset()["primaryKeyId"], rotation.add_key()
    replace_body(KeptForm.objects.first(), b"nothing that a key sealed")

    with pytest.raises(rotation.StillSealed) as refusal:
        rotation.retire(using="default")

    assert refusal.value.counts[None] == 1 and refusal.value.counts[old] > 1
    assert f"{refusal.value.counts[old]} under {old}" in str(refusal.value)
    assert key_ids() == [old, new]


def test_everything_opens_after_the_old_key_is_gone(keep):
    keep(2)
    old, new = keyset()["primaryKeyId"], rotation.add_key()
    reseal_everything()

    assert rotation.retire(using="default") == [old]
    assert rotation.retire(using="default") == []
    assert key_ids() == [new] and bodies() == ["form 0", "form 1"]


def test_a_value_under_a_removed_key_does_not_open(keep):
    keep(1)
    form, before = KeptForm.objects.get(), bytes(KeptForm.objects.values_list("body", flat=True).get())
    rotation.add_key()
    reseal_everything()
    replace_body(form, before)
    assert bodies() == ["form 0"]
    rotation.reseal(KeptForm, using="default")
    rotation.retire(using="default")

    replace_body(form, before)

    with pytest.raises(tink.TinkError):
        bodies()


@pytest.mark.parametrize("content", [None, "", "{}", '{"primaryKeyId": 1, "key": []}'])
def test_without_its_keyset_nothing_is_opened_sealed_or_exchanged(keep, cast, now, content):
    keep(1)
    keys.path_of("fields").unlink()
    if content is not None:
        keys.path_of("fields").write_text(content)
    _forget()
    form = KeptForm.objects.get()

    for act in (
        lambda: form.body.reveal(),
        lambda: KeptForm(author=cast.dana, path="/", body="MARKER", kept_at=now).save(),
        rotation.add_key,
        lambda: rotation.reseal(KeptForm, using="default"),
        lambda: rotation.retire(using="default"),
    ):
        with pytest.raises(ImproperlyConfigured), transaction.atomic():
            act()

    assert KeptForm.objects.count() == 1


# The owner's part -----------------------------------------------------------------------------------------------------


@pytest.fixture
def on_record(vault, cast, now):
    """An item of evidence on record, and its file: neither may be changed any more."""
    item = logged(granted(cast.dana, cast.koa, at=now), at=now)
    return item, item.files.get().file


def opened(item, file):
    item, file = EvidenceItem.objects.get(pk=item.pk), StoredFile.objects.get(pk=file.pk)
    return item.source_account.reveal(), item.relevance_text.reveal(), file.name.reveal()


@pytest.mark.django_db(transaction=True)
def test_the_owner_alone_seals_again_what_nobody_may_change(on_record):
    said = opened(*on_record)
    new = rotation.add_key()
    for model in (EvidenceItem, StoredFile):
        with pytest.raises(rotation.NotAdmitted, match="DATABASE_OWNER_URL"):
            rotation.reseal(model, using="default")

    with as_owner(connection):
        reseal_everything()
        assert set(rotation.tally(using="default")) == {new}
        with pytest.raises(IntegrityError, match="never changed"):
            EvidenceItem.objects.update(device="phone")
    rotation.retire(using="default")

    assert opened(*on_record) == said == ("demo_koa", "The youth shows the diploma.", "shot.png")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "policy, outcome",
    [("current_setting('dys.system', true) = 'rotation'", "sealed again"), ("author_id = 0", "refused")],
)
def test_rows_behind_row_level_security_are_sealed_again_or_said_to_be_hidden(keep, policy, outcome):
    keep(2)
    new = rotation.add_key()

    with as_owner(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_keptform ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        cursor.execute(f"CREATE POLICY walled ON people_keptform USING ({policy})")
        assert not KeptForm.objects.exists()
        if outcome == "sealed again":
            assert rotation.reseal(KeptForm, using="default") == (2, [])
            assert under_each_key() == {new: 2}
        else:
            for act in (rotation.tally, rotation.retire, lambda using: rotation.reseal(KeptForm, using=using)):
                with pytest.raises(rotation.NotAdmitted, match="hides rows"):
                    act(using="default")
        transaction.set_rollback(True)


# The command ----------------------------------------------------------------------------------------------------------


def run(*options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("rotate_keys", *options, stdout=out, stderr=err)
    finally:
        said = out.getvalue() + err.getvalue()
    return said


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_three_steps_as_an_operator_takes_them(keep, on_record):
    keep(2)
    old = keyset()["primaryKeyId"]

    made = run()
    with pytest.raises(CommandError, match=f"under {old}"):
        run("--retire")
    sealed = run("--rewrite")
    retired = run("--retire")

    assert f"Key {keyset()['primaryKeyId']} is made" in made and "restart web, worker and beat" in made
    assert "people.KeptForm: 2 sealed again" in sealed and "evidence.StoredFile: 1 sealed again" in sealed
    assert f"Removed: {old}." in retired and "nothing to retire" in run("--retire")
    assert "form 0" not in sealed and "demo_koa" not in sealed and "shot.png" not in sealed
    assert bodies() == ["form 0", "form 1"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_command_names_the_row_of_a_value_that_does_not_open(keep):
    keep(1)
    form = KeptForm.objects.get()
    KeptForm.objects.filter(pk=form.pk).update(public_id=uuid.uuid4())
    rotation.add_key()
    err = io.StringIO()

    with pytest.raises(CommandError, match="do not open: 1"):
        call_command("rotate_keys", "--rewrite", stdout=io.StringIO(), stderr=err)

    assert err.getvalue() == f"people.KeptForm {form.pk}: body does not open and was left as it is\n"
