/**
 * A module as `npm run build` made it. What is measured to the microsecond has to be the code that ships: the
 * loader that runs these benchmarks rewrites TypeScript, and leaves JavaScript as it is.
 * @param path below dist/, without a suffix
 */
export async function built<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../../dist/${path}.js`, import.meta.url).href)) as Module;
}
