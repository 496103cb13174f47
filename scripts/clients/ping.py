#!/usr/bin/python3
"""Asks a scenario of the lab by Debian's python3-redis: ping.py ocsp|staple."""

import os
import sys

import redis

lab = {name[len("VKCHECK_LAB_"):]: value for name, value in os.environ.items() if name.startswith("VKCHECK_LAB_")}
options = {"host": lab["HOST"], "port": int(lab["PORT"]), "socket_timeout": 5, "socket_connect_timeout": 5}
if lab["TLS"]:
    options.update(ssl=True, ssl_ca_certs=lab["CA"], ssl_cert_reqs="required", ssl_check_hostname=True)
    if sys.argv[1] == "ocsp":
        options.update(ssl_validate_ocsp=True)
    else:
        import OpenSSL

        context = OpenSSL.SSL.Context(OpenSSL.SSL.TLS_METHOD)
        context.load_verify_locations(lab["CA"])
        context.set_verify(OpenSSL.SSL.VERIFY_PEER, lambda connection, cert, number, depth, ok: bool(ok))
        options.update(ssl_validate_ocsp_stapled=True, ssl_ocsp_context=context)
try:
    print(redis.Redis(**options).execute_command(*lab["COMMAND"].split()))
except Exception as error:  # whatever it is, it is what a user would see
    sys.exit(f"{type(error).__name__}: {error}")
