import Type from 'typebox';

const said = (description: string) => Type.Optional(Type.String({ maxLength: 320, description }));
const Day = (description: string) => Type.Optional(Type.String({ maxLength: 10, description }));

/** A search that was kept, in place of the filter. */
export const searchProperty = {
  search: Type.Optional(
    Type.String({ maxLength: 80, description: 'A kept search, by its name or id, in place of all that.' }),
  ),
};

/** Which readers are meant; all that is given has to fit. */
export const readerFilterProperties = {
  find: said('A part of the address; fewer than three characters: its beginning.'),
  state: said('pending, active, paused, unsubscribed, bounced or complained'),
  frequency: said('daily, weekly or monthly'),
  language: said('Of their mails.'),
  rules: said('`yes` or `no`: whether they have rules of their own.'),
  via: said('By which way they came: form, api, operator or import.'),
  origin: said('As `embed:lab.example`, or `embed` for all of its kind.'),
  confirmedFrom: Day('YYYY-MM-DD, in the zone of the site.'),
  confirmedUntil: Day('YYYY-MM-DD; that day is among them.'),
  bounced: said('`yes` or `no`: whether anything came back from the address.'),
  ownOrder: said('`yes` or `no`: whether their papers come in an order of their own.'),
  mailed: said('`yes` or `no`: whether a digest was ever mailed to them.'),
  mailedFrom: Day('YYYY-MM-DD: the last digest was mailed on that day or later.'),
  mailedUntil: Day('YYYY-MM-DD: the last digest was mailed on that day or before.'),
};
