import { about } from './about';
import { activity } from './activity';
import { all } from './all';
import { backup } from './backup';
import { body } from './body';
import { calendar } from './calendar';
import { common } from './common';
import { create } from './create';
import { day } from './day';
import { display } from './display';
import { errors } from './errors';
import { help } from './help';
import { keys } from './keys';
import { later } from './later';
import { meals } from './meals';
import { places } from './places';
import { profile } from './profile';
import { rhythm } from './rhythm';
import { shell } from './shell';
import { stamps } from './stamps';
import { temple } from './temple';
import { transfer } from './transfer';
import { unlock } from './unlock';
import { walk } from './walk';
import { welcome } from './welcome';

import type { Words } from '../index.svelte';

export const en: Words = { about, activity, all, backup, body, calendar, common, create, day, display, errors, help, keys, later, meals, places, profile, rhythm, shell, stamps, temple, transfer, unlock, walk, welcome };
