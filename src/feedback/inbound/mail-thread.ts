import { serveParsing } from '../../parsing/serve-parsing.js';
import { readMail } from './read-mail.js';

/*
 * The entry of the thread that reads incoming mail.
 */
serveParsing(new Map([['mail', readMail]]));
