// The walk, its temples and stamps: words that come with these screens.
import { withWords } from './group';
import { walk as walkEn } from './en/walk';
import { walk } from './ja/walk';
import { temple as templeEn } from './en/temple';
import { temple } from './ja/temple';
import { stamps as stampsEn } from './en/stamps';
import { stamps } from './ja/stamps';

export const w = withWords({ walk, temple, stamps }, { walk: walkEn, temple: templeEn, stamps: stampsEn });
