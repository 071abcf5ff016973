-- Addresses of the erased that may still stand in what others' mail quotes: looked for once, and forgotten with that.
CREATE TABLE redactions (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address      text        NOT NULL,
  address_key  text        NOT NULL,
  erased_at    timestamptz NOT NULL DEFAULT now()
);
