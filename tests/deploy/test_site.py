"""The site for nginx: what is written, what is refused, and that nginx takes it."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from streamlit.config import get_config_options as config_options

from benchmarks import nginx
from deploy.site import FOLDER, Site
from tests.docs.test_docs import ROOT, read

NGINX = nginx.program()
needs_nginx = pytest.mark.skipif(
    NGINX is None, reason="nginx is not installed (Debian: apt-get install nginx)"
)


def asked(*options):
    return subprocess.run(
        [sys.executable, "-m", "deploy", *options],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@needs_nginx
@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("tls", [False, True])
def test_nginx_takes_the_site_for_any_number_of_processes(tmp_path, processes, tls):
    options = {}
    if tls:
        key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=gapmap",
                "-keyout", str(key), "-out", str(certificate), "-days", "2",
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        options = {"certificate": str(certificate), "key": str(key)}
    site = Site("gapmap.example.gov.uk", range(8501, 8501 + processes), **options)
    (tmp_path / "site.conf").write_text(site.text())
    (tmp_path / "nginx.conf").write_text(nginx.AROUND.format(folder=tmp_path, user=""))
    done = subprocess.run(
        [
            NGINX, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"),
            "-e", str(tmp_path / "error.log"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("Strict-Transport-Security" in site.text()) is tls
    assert ("; Secure" in site.text()) is tls


def test_each_process_has_a_next_one_that_takes_its_people():
    text = Site("gapmap.example.gov.uk", (8501, 8502, 8503)).text()
    groups = re.findall(r"upstream gapmap_(\d) \{.*?:(\d+) .*?:(\d+) backup;", text, re.DOTALL)
    assert groups == [("1", "8501", "8502"), ("2", "8502", "8503"), ("3", "8503", "8501")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "a; return 200"}, "name of a host"),
        ({"name": ""}, "name of a host"),
        ({"ports": ()}, "one is the least"),
        ({"ports": (8501, 8501)}, "of its own"),
        ({"ports": (0,)}, "65535"),
        ({"certificate": "/etc/cert.pem"}, "needs its key"),
        ({"certificate": "/a;b", "key": "/k"}, "plain path"),
        ({"log": "/tmp/a b"}, "plain path"),
        ({"address": "1.1.1.1; }"}, "not an address"),
        ({"listen": "80 }"}, "not an address"),
    ],
)
def test_what_cannot_stand_in_a_configuration_is_refused(wrong, said):
    given = {"name": "gapmap.example.gov.uk", "ports": (8501,)} | wrong
    with pytest.raises(ValueError, match=said):
        Site(**given)


def test_the_command_prints_it_and_a_mistake_is_one_line():
    done = asked("--name", "gapmap.example.gov.uk", "--processes", "3")
    assert done.stdout == Site("gapmap.example.gov.uk", range(8501, 8504)).text()
    wrong = asked("--name", "gapmap.example.gov.uk", "--processes", "0")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.count("\n") == 1


def test_the_command_in_the_page_is_one_that_it_takes():
    (block,) = re.findall(r"```sh\n(cd /opt/gapmap.*?)```", read("docs", "hosting.md"), re.DOTALL)
    (line,) = re.findall(r"-m deploy (.*?) > ", block.replace("\\\n", " "))
    done = asked(*shlex.split(line))
    assert done.returncode == 0, done.stderr
    assert "listen 443 ssl;" in done.stdout


def test_the_container_copies_what_there_is_and_starts_the_app_by_a_command_there_is():
    text = (FOLDER / "Containerfile").read_text("utf-8")
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for name in line.split()]
    assert {"gapmap", "data", "boundaries", "app.py", ".streamlit"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    (command,) = re.findall(r"^CMD \[(.*)\]$", text, re.M)
    words = [word.strip('" ') for word in command.split(",")]
    done = subprocess.run(
        [sys.executable, *words[1:], "--help"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert re.search(r"^USER gapmap$", text, re.M)
    assert "STREAMLIT_SERVER_ADDRESS=0.0.0.0" in text


def test_what_the_container_copies_is_all_that_the_app_needs(tmp_path):
    text = (FOLDER / "Containerfile").read_text("utf-8")
    for names, there in re.findall(r"^COPY (.*) (\S+)$", text, re.M):
        for name in names.split():
            target = tmp_path / there / ("" if (ROOT / name).is_dir() else name)
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, target)
    needed = re.findall(r"^RUN .* -r (\S+)$", text, re.M)
    assert needed
    for file in needed:
        for other in re.findall(r"^-[rc] (\S+)$", (tmp_path / file).read_text("utf-8"), re.M):
            assert (tmp_path / other).is_file()
    done = subprocess.run(
        [sys.executable, "-m", "gapmap", "table", "--level", "borough"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": "", "GAPMAP_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "E09000003" in done.stdout


def test_the_container_listens_where_it_is_published_and_checked():
    text = (FOLDER / "Containerfile").read_text("utf-8")
    (port,) = re.findall(r"^EXPOSE (\d+)$", text, re.M)
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == {port}
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert "port" not in re.findall(r"^(\w+) *=", config, re.M)
    assert port == str(config_options()["server.port"].default_val)
    (user,) = re.findall(r"^USER (\S+)$", text, re.M)
    assert f"useradd --system --no-create-home {user}" in text
    assert text.index("USER") > text.index("pip install")


def test_the_service_starts_the_app_by_a_command_there_is():
    text = (FOLDER / "gapmap@.service").read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/python (.*)$", text, re.M)
    words = command.replace("%i", "8501").split()
    done = subprocess.run(
        [sys.executable, *words, "--help"], cwd=ROOT, capture_output=True, check=False,
        env=os.environ | {"COLUMNS": "80"},
    )  # fmt: skip
    assert done.returncode == 0
