import { Liquid, type Variable } from 'liquidjs';
import type { TemplateFiles } from '../../rendering/template-files.js';

/** What a template and what it renders name. */
export interface ViewValues {
  /** Values that their page has to give, as `papers`. */
  readonly names: ReadonlySet<string>;
  /** What is asked of values, as `title`. */
  readonly parts: ReadonlySet<string>;
}

/** What every list, text and loop has. */
const ALWAYS = ['size', 'first', 'last', 'index', 'index0', 'rindex', 'rindex0'];

/** What templates name, each with its layout and parts. */
export function openValues(like: Liquid, files: TemplateFiles): (file: string) => ViewValues {
  const engine = new Liquid({ templates: Object.fromEntries(files), extname: '.liquid', cache: true });
  for (const [name, filter] of Object.entries(like.filters)) engine.registerFilter(name, filter);
  const ofGlobals = Object.values(like.options.globals).flatMap(partsWithin);
  return (file) => {
    const { globals, variables } = engine.analyzeSync(engine.parseFileSync(file.replace(/\.liquid$/, '')));
    const parts = Object.values(variables).flat().flatMap(partsOf);
    return { names: new Set(Object.keys(globals)), parts: new Set([...parts, ...ofGlobals, ...ALWAYS]) };
  };
}

/** What stands behind the first dot; what stands in brackets is a value of its own. */
function partsOf(variable: Variable): string[] {
  return variable.segments.slice(1).filter((segment) => typeof segment === 'string');
}

function partsWithin(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(partsWithin);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...partsWithin(inner)]);
}
