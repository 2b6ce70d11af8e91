"""Ports are free, distinct, and the same as last time where that can be."""

from __future__ import annotations

import random
import socket

import pytest
from vt_local.ports import LOOPBACK, choose_ports, is_free


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_each_name_gets_a_port_of_its_own():
    chosen = choose_ports([f"name-{n}" for n in range(50)])
    assert len(set(chosen.values())) == 50
    assert all(is_free(port) for port in chosen.values())


def test_a_remembered_port_is_kept():
    first = choose_ports(["kafka", "postgres"])
    assert choose_ports(["kafka", "postgres", "mailbox"], first).items() >= first.items()


def test_a_remembered_port_that_is_taken_is_given_up(taken_port):
    assert not is_free(taken_port)
    assert choose_ports(["kafka"], {"kafka": taken_port})["kafka"] != taken_port


def test_two_names_never_keep_the_same_remembered_port():
    port = choose_ports(["x"])["x"]
    chosen = choose_ports(["a", "b"], {"a": port, "b": port})
    assert chosen["a"] == port
    assert chosen["b"] != port


def test_a_new_port_avoids_those_of_others_with_the_same_luck():
    first = choose_ports(["a"], randomness=random.Random(1))
    both = choose_ports(["b", "a"], first, randomness=random.Random(1))
    assert both["a"] == first["a"]
    assert both["b"] != both["a"]


def test_ports_lie_below_those_of_outgoing_connections():
    assert all(port < 32_768 for port in choose_ports(map(str, range(100))).values())
