import { refusal } from '../kernel/refusal.ts'

export const documentRefusals = {
  'document.not_found': refusal<{ hash: string }>({
    kind: 'missing',
    zh: ({ hash }) => `没有摘要为 ${hash.slice(0, 12)}… 的文件，或您无权查看。请重新上传`,
    en: ({ hash }) => `There is no file with the hash ${hash.slice(0, 12)}…, or you may not see it. Upload it again`,
  }),
  'document.empty': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `文件“${name}”是空的，没有保存。请检查文件后重新上传`,
    en: ({ name }) => `The file “${name}” is empty and was not stored. Check it, then upload it again`,
  }),
  'document.too_large': refusal<{ name: string; limitMiB: number }>({
    kind: 'unprocessable',
    zh: ({ name, limitMiB }) => `文件“${name}”超过 ${limitMiB} MiB 的上限，没有保存。请用 gzip 压缩，或拆成几个文件`,
    en: ({ name, limitMiB }) => `The file “${name}” is larger than ${limitMiB} MiB and was not stored. Compress it with gzip, or split it`,
  }),
  'document.interrupted': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `文件“${name}”没有传完，没有保存。请重新上传`,
    en: ({ name }) => `The upload of “${name}” broke off and nothing was stored. Upload it again`,
  }),
  'form.unknown': refusal<{ form: string }>({
    kind: 'missing',
    zh: ({ form }) => `没有名为 ${form} 的表单。请从办理页面下载`,
    en: ({ form }) => `There is no form ${form}. Take it from the page that it belongs to`,
  }),
  'form.no_typesetter': refusal({
    kind: 'unprocessable',
    zh: () => '这台服务器上没有排版引擎，不能生成 PDF。请在表单页面用浏览器打印，或下载 XLSX',
    en: () => 'This server has no typesetter and cannot make a PDF. Print the form’s page from your browser, or take the XLSX',
  }),
}
