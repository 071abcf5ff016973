import Type from 'typebox';
import { periodicKinds } from '../../model/digest.js';
import { languages } from '../../model/language.js';
import { abstractForms, fallbacks } from '../../model/rules.js';

/** Preferences as the API takes and gives them. */

const Texts = Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 30 }));

const Terms = Type.Object(
  { topics: Texts, categories: Texts, keywords: Texts, authors: Texts, organisations: Texts },
  { additionalProperties: false },
);

export const RulesSchema = Type.Object(
  {
    follow: Type.Optional(Terms),
    mute: Type.Optional(Terms),
    minUpvotes: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    onlyWithCode: Type.Optional(Type.Boolean()),
    maxPapers: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 200 }), Type.Null()])),
    abstracts: Type.Optional(
      Type.Union([Type.Enum([...abstractForms]), Type.Null()], {
        description: 'How much of its papers a digest shows; null is what the service has for everybody.',
      }),
    ),
    pictures: Type.Optional(Type.Boolean({ description: 'Whether mails have pictures of papers.' })),
    whenNothingMatches: Type.Optional(
      Type.Enum([...fallbacks], { description: 'No mail, or the top three papers anyway.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'All of it may be absent. Topics are names out of `GET /api/v1/topics`; muting beats following.',
  },
);

export const ScheduleSchema = Type.Object(
  {
    frequency: Type.Optional(Type.Enum([...periodicKinds])),
    weekdays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7, description: 'ISO: 1 is Monday.' }),
    ),
    time: Type.Optional(
      Type.Union([Type.String({ maxLength: 5 }), Type.Null()], {
        description: 'HH:MM in steps of fifteen minutes; null is the hour of the service.',
      }),
    ),
    timeZone: Type.Optional(
      Type.Union([Type.String({ maxLength: 64 }), Type.Null()], {
        description: 'IANA; null is that of the service.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const MailLanguage = Type.Enum([...languages], { description: 'The language of the mails.' });

export const PreferencesSchema = Type.Object(
  {
    schedule: Type.Optional(ScheduleSchema),
    rules: Type.Optional(RulesSchema),
    language: Type.Optional(MailLanguage),
  },
  { additionalProperties: false },
);
