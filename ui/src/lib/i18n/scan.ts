// Reading a code with the camera or from a picture: words that come with it.
import { withWords } from './group';
import { scan as scanEn } from './en/scan';
import { scan } from './ja/scan';

export const w = withWords({ scan }, { scan: scanEn });
