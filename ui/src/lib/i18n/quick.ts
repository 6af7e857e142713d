// Writing on the locked cover: words that come with these screens.
import { withWords } from './group';
import { quick as quickEn } from './en/quick';
import { quick } from './ja/quick';

export const w = withWords({ quick }, { quick: quickEn });
