/**
 * What libpq and the driver read of the environment (https://www.postgresql.org/docs/18/libpq-envars.html): meant for
 * a server of the operator's own. PGSSLMODE=require alone keeps the embedded one, which listens on loopback without
 * TLS, from being reached.
 */
const LIBPQ_VARIABLE = /^PG[A-Z_]+$/;

/** Takes those variables out of this process's environment, for it talks to the embedded server; their names. */
export function forgetLibpqVariables(): string[] {
  const names = Object.keys(process.env).filter((name) => LIBPQ_VARIABLE.test(name));
  for (const name of names) delete process.env[name];
  return names;
}
