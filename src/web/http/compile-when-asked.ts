import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import SerializerSelector, { type SerializerFactory } from '@fastify/fast-json-stringify-compiler';

type Check = ReturnType<ReturnType<BuildCompilerFromPool>>;
type Write = ReturnType<ReturnType<SerializerFactory>>;

/** Where Fastify asks for what checks and writes. */
export interface SchemaCompilers {
  readonly compilersFactory: {
    readonly buildValidator: BuildCompilerFromPool;
    readonly buildSerializer: SerializerFactory;
  };
}

/**
 * Checks of what comes in and writers of what goes out, each made when a route that has its schema is first asked for:
 * making those of all routes takes longer than the rest of the server's start, and few of them are needed in a day.
 * They are found again by what their schemas say, which is the same for many routes (`{ id }`, a problem, a page of a
 * list), and for all servers that are given the same compilers; those must have the same options for Ajv.
 */
export function compileWhenAsked(): SchemaCompilers {
  const buildValidator = AjvCompiler();
  const buildSerializer = SerializerSelector();
  const checks = new Map<string, Check>();
  const writers = new Map<string, Write>();
  return {
    compilersFactory: {
      buildValidator: (...all) => {
        const compile = buildValidator(...all);
        return (route) => checkWhenAsked(() => madeOnce(checks, schemaOf(route), () => compile(route)));
      },
      buildSerializer: (...all) => {
        const compile = buildSerializer(...all);
        return (route) => writeWhenAsked(() => madeOnce(writers, route.schema, () => compile(route)));
      },
    },
  };
}

/** What Fastify hands over says more than its type does: the schema of one part of a route, and which that is. */
function schemaOf(route: unknown): unknown {
  return (route as { readonly schema: unknown }).schema;
}

function madeOnce<Made>(known: Map<string, Made>, schema: unknown, make: () => Made): Made {
  const says = JSON.stringify(schema);
  const made = known.get(says) ?? make();
  known.set(says, made);
  return made;
}

/** Of a check Fastify uses the answer, and reads what was found from the check itself. */
function checkWhenAsked(make: () => Check): Check {
  let made: Check | undefined;
  const check = Object.assign(
    (data: unknown) => {
      made ??= make();
      const answer = made(data);
      check.errors = made.errors;
      return answer;
    },
    { errors: undefined as Check['errors'] },
  );
  return check as unknown as Check;
}

function writeWhenAsked(make: () => Write): Write {
  let made: Write | undefined;
  return (data) => {
    made ??= make();
    return made(data);
  };
}
