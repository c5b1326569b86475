"""Addresses at which a machine of a cloud tells its secrets, in the ways they can be written."""

NEVER_CALLED = [
    "http://169.254.169.254/latest/",
    "http://169.254.170.2/v2/credentials",
    "http://[::ffff:169.254.169.254]/latest/",
    "http://[::ffff:a9fe:a9fe]/latest/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/latest/",
    "http://2852039166/latest/",
    "http://0xa9fea9fe/latest/",
]
