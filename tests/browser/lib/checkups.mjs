// Checkups of invented people: documents of the national form, and the table of an institution.
import assert from 'node:assert/strict';
import { ask, setUp } from './henro.mjs';
import { enrolHere, makeRecord } from './keys.mjs';
import { settle, sideways, tooLow } from './screens.mjs';

const ITEMS = [
  ['9N001000000000001', 'height', 'cm'], ['9N006000000000001', 'weight', 'kg'], ['9N011000000000001', 'bmi', 'kg/m2'], ['9N016160100000001', 'waist', 'cm'],
  ['9A755000000000001', 'systolic', 'mm[Hg]'], ['9A765000000000001', 'diastolic', 'mm[Hg]'], ['3F015000002327101', 'tg', 'mg/dl'], ['3F070000002327101', 'hdl', 'mg/dl'],
  ['3F077000002327101', 'ldl', 'mg/dl'], ['3B035000002327201', 'ast', 'U/l'], ['3B045000002327201', 'alt', 'U/l'], ['3B090000002327101', 'ggt', 'U/l'],
  ['3D010000001926101', 'glucose', 'mg/dl'], ['3D046000001920402', 'hba1c', '%'], ['3C015000002327101', 'creatinine', 'mg/dl'],
];
const CODES = [
  ['1A010000000191111', '1', '1.2.392.200119.6.2102', 'CO'], ['9N701000000000011', '2', '1.2.392.200119.6.2003', 'CD'], ['9N706000000000011', '2', '1.2.392.200119.6.2003', 'CD'],
  ['9N711000000000011', '2', '1.2.392.200119.6.2003', 'CD'], ['9N736000000000011', '3', '1.2.392.200119.6.24060', 'CD'],
];

/** Three years: glucose as in fig. 3.60 of the trial's report, 98, 102, 108, which leads to 110. */
export const YEARS = [
  { day: '2024-06-03', height: '158.0', weight: '62.0', bmi: '24.8', waist: '88.0', systolic: '128', diastolic: '80', tg: '120', hdl: '55', ldl: '110', ast: '22', alt: '20', ggt: '25', glucose: '98', hba1c: '5.5', creatinine: '0.65' },
  { day: '2025-06-09', height: '158.0', weight: '63.5', bmi: '25.4', waist: '89.5', systolic: '132', diastolic: '82', tg: '138', hdl: '52', ldl: '116', ast: '24', alt: '26', ggt: '31', glucose: '102', hba1c: '5.6', creatinine: '0.66' },
  { day: '2026-06-08', height: '157.9', weight: '65.0', bmi: '26.1', waist: '91.0', systolic: '136', diastolic: '84', tg: '162', hdl: '50', ldl: '118', ast: '26', alt: '31', ggt: '38', glucose: '108', hba1c: '5.7', creatinine: '0.68' },
];
export const NAOKO = { name: 'ミヤタケ ナオコ', birth: '1970-04-10', sex: '2' };

const plain = (day) => day.replaceAll('-', '');
const entry = (inner) => `<entry><observation classCode="OBS" moodCode="EVN">${inner}</observation></entry>`;
const organization = '<representedOrganization><id root="1.2.392.200119.6.102" extension="3799999991"/><name>架空健診所</name></representedOrganization>';

/** One document of phase 4. */
export function document(person, year) {
  const numbers = ITEMS.map(([code, key, unit]) => entry(`<code code="${code}"/><value xsi:type="PQ" value="${year[key]}" unit="${unit}"/>`));
  const codes = CODES.map(([code, value, list, kind]) => entry(`<code code="${code}"/><value xsi:type="${kind}" code="${value}" codeSystem="${list}"/>`));
  return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id nullFlavor="NI"/><code code="10" codeSystem="1.2.392.200119.6.1001"/><effectiveTime value="${plain(year.day)}"/>
<recordTarget><patientRole><id root="1.2.392.200119.6.101" extension="00379991"/><patient><name>${person.name}</name><administrativeGenderCode code="${person.sex}" codeSystem="1.2.392.200119.6.1104"/><birthTime value="${plain(person.birth)}"/></patient></patientRole></recordTarget>
<author><time value="${plain(year.day)}"/><assignedAuthor><id nullFlavor="NI"/>${organization}</assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="NI"/></representedCustodianOrganization></assignedCustodian></custodian>
<documentationOf><serviceEvent><code code="010" codeSystem="1.2.392.200119.6.1002"/><effectiveTime value="${plain(year.day)}"/><performer typeCode="PRF"><assignedEntity><id nullFlavor="NI"/>${organization}</assignedEntity></performer></serviceEvent></documentationOf>
<component><structuredBody><component><section><code code="01010" codeSystem="1.2.392.200119.6.1010"/>${numbers.join('')}${codes.join('')}</section></component></structuredBody></component>
</ClinicalDocument>`;
}

/** A table of an institution with three people; Naoko's glucose of the last year stands there in mmol/L. */
export function table() {
  const head = '受診番号,氏名,フリガナ,性別,生年月日,受診日,身長(cm),体重(kg),腹囲(cm),最高血圧,最低血圧,HDLコレステロール(mg/dL),LDLコレステロール(mg/dL),AST(GOT),ALT(GPT),γ-GTP,空腹時血糖(mg/dL),HbA1c(%),尿蛋白,満足度';
  const row = (number, name, kana, sex, birth, year, glucose) =>
    [number, name, kana, sex, birth, year.day.replaceAll('-', '/'), year.height, year.weight, year.waist, year.systolic, year.diastolic, year.hdl, year.ldl, year.ast, year.alt, year.ggt, glucose, year.hba1c, '(-)', '4'].join(',');
  const rows = YEARS.map((year, nth) => row('1001', '宮武 直子', 'ミヤタケ ナオコ', '女', '1970/4/10', year, nth === 2 ? '6.0' : year.glucose));
  return [head, row('1000', '架空 一郎', 'カクウ イチロウ', '男', '1965/1/2', YEARS[2], '91'), ...rows, row('1002', '架空 花子', 'カクウ ハナコ', '女', '1978/5/12', YEARS[2], '95')].join('\r\n');
}

/** A file as the page's chooser takes it. */
export const file = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text, 'utf8') });

/** The record of Naoko with this device as its key: the medical half is open. */
export async function begin({ page, henro }, language = 'ja') {
  await makeRecord(page);
  const profile = await ask(henro.url, 'profile_read');
  await ask(henro.url, 'profile_write', { ...profile, birth: NAOKO.birth, sex: 'female' });
  await enrolHere(page);
  if (language !== 'ja') {
    await setUp(henro.url, { language });
    await page.goto(`${henro.url}`);
    await page.reload();
  }
}

/** Chooses the file that is brought in. */
export const choose = (page, chosen) => page.locator('input[type=file]:not(.layout)').setInputFiles(chosen);

/** What a screen has to keep: nothing sticks out, nothing is too low, axe finds nothing. */
export async function sound(page, access, name) {
  await settle(page);
  await access(name);
  assert.deepEqual([await sideways(page), await tooLow(page)], [[], []], name);
}
