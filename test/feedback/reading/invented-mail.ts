import { answersOfPeople } from './invented/answers-of-people.js';
import { bouncesByLanguage } from './invented/bounces-by-language.js';
import { bouncesOfServers } from './invented/bounces-of-servers.js';
import type { InventedMail } from './invented/letter.js';
import { moreBounces } from './invented/more-bounces.js';
import { reportsForPrograms } from './invented/reports-for-programs.js';

export const inventedMail: readonly InventedMail[] = [
  ...bouncesOfServers,
  ...moreBounces,
  ...bouncesByLanguage,
  ...answersOfPeople,
  ...reportsForPrograms,
];
