/** What siunitx calls prefixes and units (https://ctan.org/pkg/siunitx), as `name sign` pairs. */
const SIGNS: ReadonlyMap<string, string> = new Map(
  `atto a femto f pico p nano n micro µ milli m centi c deci d deca da hecto h kilo k mega M giga G tera T peta P
   exa E kibi Ki mebi Mi gibi Gi tebi Ti metre m meter m second s gram g ampere A kelvin K mole mol candela cd hertz Hz
   newton N pascal Pa joule J watt W coulomb C volt V farad F ohm Ω siemens S weber Wb tesla T henry H lumen lm lux lx
   becquerel Bq gray Gy sievert Sv electronvolt eV dalton Da litre L liter L hectare ha tonne t minute min hour h day d
   degree ° arcminute ′ arcsecond ″ degreeCelsius °C celsius °C percent % bit bit byte B bel B decibel dB neper Np
   barn b bar bar angstrom Å micron µm astronomicalunit au parsec pc fps fps px px squared ² cubed ³ km km cm cm mm mm
   kilogram kg nm nm um µm kg kg mg mg ms ms us µs ns ns kHz kHz MHz MHz GHz GHz keV keV MeV MeV GeV GeV TeV TeV`
    .trim()
    .split(/\s+/)
    .flatMap((word, at, words) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : [])),
);

const COMMAND =
  /\\(SI|si|qty|unit|num|ang|SIrange|qtyrange|numrange)\*?(?:\[[^[\]]{0,80}\])?((?:\{[^{}]{0,120}\}){1,3})/g;

/** Quantities of siunitx as they are set: `\SI{5}{\milli\metre}` is `5 mm`. */
export function withUnits(source: string): string {
  return source.replace(COMMAND, (whole, name: string, given: string) => {
    const set = quantityOf(name, given);
    return set === null ? whole : set + MATH;
  });
}

/** Shows nothing, and says that what is between dollars here is mathematics. */
const MATH = '\\!';

/** Null for what takes another number of arguments. */
function quantityOf(name: string, given: string): string | null {
  const args = given.slice(1, -1).split('}{');
  const [first = '', second = '', third = ''] = args;
  switch (name) {
    case 'si':
    case 'unit':
      return args.length === 1 ? unit(first) : null;
    case 'num':
      return args.length === 1 ? number(first) : null;
    case 'ang':
      return args.length === 1 ? `${first.replace(';', '° ').replace(';', '′ ')}°` : null;
    case 'numrange':
      return args.length === 2 ? `${number(first)}–${number(second)}` : null;
    case 'SIrange':
    case 'qtyrange':
      return args.length === 3 ? `${number(first)}–${quantity(second, third)}` : null;
    default:
      return args.length === 2 ? quantity(first, second) : null;
  }
}

function quantity(value: string, given: string): string {
  const sign = unit(given);
  return `${number(value)}${/^[°′″]$/.test(sign) ? '' : ' '}${sign}`;
}

/** `1.5e-3` is 1.5 × 10⁻³. */
function number(value: string): string {
  const [, digits, exponent] = /^\s*([-+.,\d\s]+?)\s*[eE]\s*([-+]?\d+)\s*$/.exec(value) ?? [];
  return digits === undefined ? value.trim().replace(/\+-|\\pm/, ' ± ') : `${digits} × 10^{${exponent}}`;
}

function unit(given: string): string {
  let sign = '';
  let isSquare = '';
  const parts = given.match(/\\[A-Za-z]+(?:\{[^{}]*\})?|[^\\\s~.]+|[~.]/g) ?? [];
  for (const part of parts) {
    const name = /^\\([A-Za-z]+)/.exec(part)?.[1];
    if (name === 'per') sign += '/';
    else if (name === 'square') isSquare = '²';
    else if (name === 'cubic') isSquare = '³';
    else if (part === '.' || part === '~') sign += ' ';
    else {
      const text = name === undefined ? part : (SIGNS.get(name) ?? name);
      sign += text + (isPrefix(name) ? '' : isSquare);
      if (!isPrefix(name)) isSquare = '';
    }
  }
  return sign.trim();
}

function isPrefix(name: string | undefined): boolean {
  return name !== undefined && PREFIXES.has(name);
}

const PREFIXES: ReadonlySet<string> = new Set(
  (
    'atto femto pico nano micro milli centi deci deca hecto kilo mega giga tera peta exa kibi mebi gibi ' +
    'tebi'
  ).split(' '),
);
