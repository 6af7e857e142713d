// A medical half with something on every screen: three checkups and what stays with an invented person, and the vaccinations,
// growth, a paper and a letter of their child.
import { YEARS } from './checkups.mjs';
import { ask } from './henro.mjs';
import { png } from './png.mjs';

/** Codes of the usual paper. */
const CODES = {
  height: '9N001000000000001', weight: '9N006000000000001', bmi: '9N011000000000001', waist: '9N016160100000001', systolic: '9A755000000000001', diastolic: '9A765000000000001',
  tg: '3F015000002399901', hdl: '3F070000002399901', ldl: '3F077000002399901', ast: '3B035000002399901', alt: '3B045000002399901', ggt: '3B090000002399901', glucose: '3D010000001999901', hba1c: '3D046000001999902', creatinine: '3C015000002399901',
};

/** Writes one's own; answers the addresses of one's screens. The medical half is open. */
export async function fillOwn(url) {
  const profile = await ask(url, 'profile_read');
  await ask(url, 'profile_write', { ...profile, birth: '1970-04-10', sex: 'female' });
  for (const year of YEARS) {
    const values = Object.entries(CODES).map(([key, code]) => ({ code, value: year[key] }));
    await ask(url, 'checkup_write', { day: year.day, institution: 'みどり健診所', values: [...values, { code: '1A010000000190111', value: '2' }], sure: [] });
  }
  for (const problem of [
    { problem: 'drug_allergy', words: 'ペニシリン系の抗生物質とその仲間', severity: 'life_threatening', reaction: 'せき・息苦しさ、アナフィラキシー' },
    { problem: 'condition', words: 'Hypertension', since: '2015-04-01', note: 'x'.repeat(120) },
    { problem: 'condition', words: 'ぜんそく', until: '2020-01-01' },
    { problem: 'family_history', words: '大腸がん', relation: '母' },
    { problem: 'emergency_contact', words: '阿波 太郎', relation: '夫', number: '090-0000-0000' },
    { problem: 'certificate', words: '小児慢性特定疾病', number: '12345678', until: '2026-11-20' },
  ]) await ask(url, 'problem_record', { problem });
  const { problems } = await ask(url, 'problem_list');
  const { groups, reports } = await ask(url, 'checkup_years');
  await ask(url, 'pregnancy_due', { due: '2027-03-08' });
  await ask(url, 'pregnancy_record', { day: '2026-11-20', clinic: 'みどり産婦人科', found: { weight_kg: 57.95, systolic: 118, diastolic: 72, protein: 'trace' }, next: '2026-12-04' });
  return [
    'checkups', 'checkups/import', 'checkups/write', `checkups/edit/${reports[0].id}`, `checkups/item/${groups[0].rows[0].key}`, `checkups/report/${reports[0].id}`, 'vaccines/pregnancy',
    'problems', 'problems/contacts', 'problems/write/allergies', 'problems/write/papers', `problems/edit/${problems[0].id}`, 'problems/emergency', 'timeline',
  ];
}

/** Adds a child; what is medical of it is written once its half is open. */
export async function addBaby(url) {
  const { persons } = await ask(url, 'person_add', { name: '結衣', relation: 'child', birth: '2026-05-10', sex: 'female' });
  return persons.find(({ own }) => !own).id;
}

/** Writes the child's; answers the addresses of the child's screens. */
export async function fillBaby(url, subject) {
  await ask(url, 'growth_record', { day: '2026-05-10', weight_kg: 3.245, height_cm: 49.5, head_cm: 33, subject });
  await ask(url, 'growth_record', { day: '2026-08-10', weight_kg: 6.1, height_cm: 60, subject });
  const doses = [['PCV20', '2026-07-10'], ['DPTIPVHIB', '2026-07-10'], ['ROTA1', '2026-07-10']];
  await ask(url, 'clinical_record', { entries: doses.map(([vaccine, day]) => ({ day, minute: null, body: { kind: 'dose', vaccine, lot: 'AB123', clinic: 'みどり診療所' } })), subject });
  const answers = [{ question: 'V13', choice: 'yes', words: '5か月、熱あり' }, { question: 'V01', words: '36.6' }];
  const { id } = await ask(url, 'paper_record', { form: 'vaccine', about: ['BCG'], day: '2026-11-22', answers, subject });
  const { id: visit } = await ask(url, 'child_checkup_record', { visit: 'M03', day: '2026-09-10', clinic: 'みどり保健センター', note: '股関節の開きは異常なし。次は9か月のときに。', found: { height_cm: 62.1, weight_kg: 6.6, head_cm: 40.2, chest_cm: 41 }, subject });
  const letter = await addLetter(url, subject);
  return ['vaccines', 'vaccines/growth', 'vaccines/checkups', `vaccines/checkups/${visit}`, 'vaccines/papers', `vaccines/papers/${id}`, 'vaccines/proof', 'documents', 'documents/add', `documents/show/${letter}`, `documents/edit/${letter}`];
}

/** Lines on white: a page of a letter, as a PNG. */
export const sheet = (width = 420, height = 594) => png(width, height, (x, y) => x > 40 && x < width - 40 && y > 60 && y % 28 < 6 && (x * 7 + y * 3) % 41 > 8);

/** A letter of a picture and a PDF, with words; answers its id. */
export async function addLetter(url, subject) {
  const lay = (bytes) => ask(url, 'document_page_write', { form: 'document', image: bytes.toString('base64'), subject });
  const pages = [await lay(sheet()), await lay(Buffer.from('%PDF-1.7\n%%EOF\n'))];
  const body = { paper: 'referral', title: '小児科への紹介状（発熱と発疹の経過、心臓の検査のお願い）', issuer: 'みどり診療所', pages, words: '発熱が五日続いております。\n川崎病を疑い、心臓の検査をお願いします。' };
  return (await ask(url, 'document_record', { form: 'document', day: '2026-10-05', body, subject })).ids[0];
}
