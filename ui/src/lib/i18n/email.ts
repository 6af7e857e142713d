// Login by e-mail and password: words that come with these parts.
import { withWords } from './group';
import { email as emailEn } from './en/email';
import { email } from './ja/email';

export const w = withWords({ email }, { email: emailEn });
