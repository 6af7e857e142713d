import { activity } from './activity';
import { all } from './all';
import { body } from './body';
import { cards } from './cards';
import { common } from './common';
import { create } from './create';
import { day } from './day';
import { display } from './display';
import { errors } from './errors';
import { meals } from './meals';
import { places } from './places';
import { shell } from './shell';
import { unlock } from './unlock';
import { welcome } from './welcome';

import type { Words } from '../index.svelte';

export const en: Words = { activity, all, body, cards, common, create, day, display, errors, meals, places, shell, unlock, welcome };
