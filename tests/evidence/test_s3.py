"""Sealed files in an S3-compatible store, by setting alone."""

import os
import subprocess
import sys

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from tink import TinkError

from evidence.models import ORIGINAL, StoredFile
from evidence.safety import Refused
from evidence.services import check_files, clear_leftovers, keep, read_part
from tests.evidence import pictures
from tests.evidence.test_check import DAY

BUCKET = "dys-evidence"
SIGN_IN = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, settings):
    store = boto3.resource("s3", endpoint_url=server, **SIGN_IN).Bucket(BUCKET)
    store.create()
    options = {"bucket_name": BUCKET, "endpoint_url": server, "access_key": "tests", "secret_key": "tests"}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | {"region_name": "us-east-1"}}
    settings.STORAGES = settings.STORAGES | {"evidence": backend}
    yield store
    store.objects.delete()
    store.delete()
    storages._storages.clear()


def kept(cast, now):
    return keep(pictures.screenshot(), name="a.png", most_bytes=10**7, actor=cast.dana, at=now)


def test_a_file_is_kept_sealed_and_read_again(bucket, cast, now):
    file = kept(cast, now)

    assert read_part(file, ORIGINAL) == pictures.screenshot()
    names = {entry.key for entry in bucket.objects.all()}
    assert names == {file.stored_as(ORIGINAL), file.stored_as(1)}
    assert all(not entry.get()["Body"].read(8).startswith(b"\x89PNG") for entry in bucket.objects.all())


def test_the_daily_check_and_the_clearing_work_there_too(bucket, cast, now):
    file = kept(cast, now)
    bucket.put_object(Key="ab/ab000000-0000-4000-8000-000000000000/original", Body=b"half")

    assert check_files(now + DAY) == (1, 0)
    assert clear_leftovers(now + 10_000 * DAY) == 1

    bucket.put_object(Key=file.stored_as(1), Body=b"changed")
    assert check_files(now + 2 * DAY) == (1, 1)
    with pytest.raises(TinkError):
        read_part(file, 1)


def test_a_store_that_refuses_is_said_and_nothing_is_kept(bucket, settings, cast, now):
    settings.STORAGES["evidence"]["OPTIONS"]["bucket_name"] = "no-such-bucket"
    storages._storages.clear()

    with pytest.raises(Refused) as refusal:
        kept(cast, now)

    assert (refusal.value.reason, StoredFile.objects.count()) == ("no_room", 0)


def test_the_settings_name_the_store(tmp_path):
    named = {"BUCKET": BUCKET, "ENDPOINT": "http://127.0.0.1:9", "KEY": "k", "SECRET": "s"}
    env = os.environ | {f"DYS_EVIDENCE_{name}": value for name, value in named.items()}
    env |= {"DJANGO_SETTINGS_MODULE": "dys_social.settings", "DYS_PRODUCTION": "0"}
    code = "from django.conf import settings as s; print(s.STORAGES['evidence']['OPTIONS']['bucket_name'])"

    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == BUCKET
