// Consent and sync: words that come with these screens.
import { withWords } from './group';
import { connection as connectionEn } from './en/connection';
import { connection } from './ja/connection';
import { devices as devicesEn, joining as joiningEn, pictures as picturesEn } from './en/devices';
import { devices, joining, pictures } from './ja/devices';
import { grants as grantsEn } from './en/grants';
import { grants } from './ja/grants';
import { looks as looksEn, shared as sharedEn } from './en/looks';
import { looks, shared } from './ja/looks';
import { membership as membershipEn, org as orgEn } from './en/org';
import { membership, org } from './ja/org';
import { people as peopleEn } from './en/people';
import { people } from './ja/people';
import { teen as teenEn } from './en/teen';
import { teen } from './ja/teen';
import { watching as watchingEn } from './en/watching';
import { watching } from './ja/watching';
import { without as withoutEn } from './en/without';
import { without } from './ja/without';

export const w = withWords(
  { connection, devices, grants, joining, looks, membership, org, people, pictures, shared, teen, watching, without },
  { connection: connectionEn, devices: devicesEn, joining: joiningEn, pictures: picturesEn, grants: grantsEn, looks: looksEn, membership: membershipEn, org: orgEn, people: peopleEn, shared: sharedEn, teen: teenEn, watching: watchingEn, without: withoutEn },
);
