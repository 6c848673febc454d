import { refusal } from './refusal.ts'

/** A character that may not stand where it stands, and the one that it is usually mistaken for. */
type WrongCharacter = { position: number; character: string; meant: string | undefined }

/** What is wrong with a 统一社会信用代码, and what to look at. */
export const usccRefusals = {
  'uscc.length': refusal<{ length: number }>({
    kind: 'unprocessable',
    zh: ({ length }) => `统一社会信用代码应为 18 位，现为 ${length} 位，请对照证照${length < 18 ? '补全' : '删去多余字符'}`,
    en: ({ length }) =>
      `A unified social credit code has 18 characters, this has ${length}. Compare it with the certificate and ` +
      (length < 18 ? 'complete it' : 'take out what is too much'),
  }),
  'uscc.character': refusal<WrongCharacter>({
    kind: 'unprocessable',
    zh: ({ position, character, meant }) =>
      `第 ${position} 位不允许使用“${character}”${meant ? `，是否为 ${meant}？` : '，请核对'}（只用数字和除 I、O、S、V、Z 以外的大写字母）`,
    en: ({ position, character, meant }) =>
      `Character ${position} cannot be “${character}”${meant ? `: is it ${meant}?` : '. Please check it.'} ` +
      'Only digits and capital letters other than I, O, S, V, Z are used',
  }),
  'uscc.region_digit': refusal<WrongCharacter>({
    kind: 'unprocessable',
    zh: ({ position, character, meant }) =>
      `第 ${position} 位属于行政区划码（第 3 至 8 位），应为数字，现为“${character}”${meant ? `，是否为 ${meant}？` : '，请核对'}`,
    en: ({ position, character, meant }) =>
      `Character ${position} belongs to the region (characters 3 to 8) and must be a digit, not “${character}”` +
      (meant ? `: is it ${meant}?` : '. Please check it'),
  }),
  'uscc.check_character': refusal<{ found: string; expected: string; organisationCodeHolds: boolean }>({
    kind: 'unprocessable',
    zh: ({ found, expected, organisationCodeHolds }) =>
      `校验位应为 ${expected}，现为 ${found}：前 17 位或末位有误。${
        organisationCodeHolds
          ? '请先核对末位和第 1 至 8 位，再核对其余各位'
          : '第 9 至 17 位的组织机构代码自身校验也不符，请先核对这九位'
      }；如证照上确为此代码，可上传证照、说明理由后人工确认`,
    en: ({ found, expected, organisationCodeHolds }) =>
      `The check character should be ${expected}, not ${found}: it or one of the 17 before it is wrong. ${
        organisationCodeHolds
          ? 'Compare the last character and the first eight, then the rest'
          : 'The organisation code in characters 9 to 17 fails its own check too, so compare those nine first'
      }. If the certificate really shows this code, it can be confirmed by hand with the certificate and a reason`,
  }),
}
export type UsccRefusalCode = keyof typeof usccRefusals
