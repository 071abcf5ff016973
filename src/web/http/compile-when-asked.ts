import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import SerializerSelector, { type SerializerFactory } from '@fastify/fast-json-stringify-compiler';

type Check = ReturnType<ReturnType<BuildCompilerFromPool>>;
type Write = ReturnType<ReturnType<SerializerFactory>>;

interface Compilers {
  readonly compilersFactory: {
    readonly buildValidator: BuildCompilerFromPool;
    readonly buildSerializer: SerializerFactory;
  };
}

/**
 * Checks of what comes in and writers of what goes out, each made when its route is first asked for: making those of
 * all routes takes longer than the rest of the server's start, and few of them are needed in a day.
 */
export function compileWhenAsked(): Compilers {
  const buildValidator = AjvCompiler();
  const buildSerializer = SerializerSelector();
  return {
    compilersFactory: {
      buildValidator: (...all) => {
        const compile = buildValidator(...all);
        return (...route) => checkWhenAsked(() => compile(...route));
      },
      buildSerializer: (...all) => {
        const compile = buildSerializer(...all);
        return (route) => writeWhenAsked(() => compile(route));
      },
    },
  };
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
