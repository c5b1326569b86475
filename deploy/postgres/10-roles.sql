-- The database, its owner (migrations only) and the role of the application, which owns nothing. Run once by the
-- postgres image when its data folder is empty.
\set ON_ERROR_STOP on
\set owner_password `cat "${DYS_SECRETS:-/run/secrets}/dys_owner_password"`
\set app_password `cat "${DYS_SECRETS:-/run/secrets}/dys_app_password"`

CREATE ROLE dys_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE dys_app LOGIN PASSWORD :'app_password';
CREATE DATABASE dys OWNER dys_owner;
REVOKE ALL ON DATABASE dys FROM PUBLIC;
GRANT CONNECT ON DATABASE dys TO dys_app;
