"""Certificates and signatures: who signs with which key, and what of a signed paper holds.

``certificates`` and ``trust`` need no more than the library of cryptography; signing and verifying load
pyHanko, which takes most of a second, and are imported where they are used.
"""
