import { refusal } from '../kernel/refusal.ts'

export const peopleRefusals = {
  'sign_in.wrong': refusal<{ failuresLeft: number | null }>({
    kind: 'forbidden',
    zh: ({ failuresLeft }) => `用户名或密码不正确${failuresLeft === null ? '' : `，再错 ${failuresLeft} 次将锁定账户`}。如忘记密码，请联系本单位管理员重置`,
    en: ({ failuresLeft }) =>
      `The name or the password is not right${failuresLeft === null ? '' : `; after ${failuresLeft} more tries the account locks`}. If you forgot it, ask your administrator to reset it`,
  }),
  'sign_in.locked': refusal<{ minutes: number }>({
    kind: 'forbidden',
    zh: ({ minutes }) => `连续输错次数过多，账户已锁定，请 ${minutes} 分钟后再试，或联系本单位管理员`,
    en: ({ minutes }) => `Too many wrong tries: the account is locked. Try again in ${minutes} minutes, or ask your administrator`,
  }),
  'sign_in.code_needed': refusal({
    kind: 'forbidden',
    zh: () => '请输入身份验证器上的 6 位动态码',
    en: () => 'Enter the 6-digit code from your authenticator',
  }),
  'sign_in.code_wrong': refusal({
    kind: 'forbidden',
    zh: () => '动态码不正确或已用过，请输入身份验证器上当前显示的 6 位数字',
    en: () => 'The code is not right or was used already. Enter the 6 digits that your authenticator shows now',
  }),
  'sign_in.no_membership': refusal({
    kind: 'forbidden',
    zh: () => '该账户未加入任何单位，请联系管理员',
    en: () => 'This account belongs to no organisation. Ask an administrator to add it to one',
  }),
  'sign_in.password_expired': refusal({
    kind: 'forbidden',
    zh: () => '管理员给的临时密码已过期，请联系本单位管理员重新重置',
    en: () => 'The password that you were given has expired. Ask your administrator to reset it again',
  }),
  'access.change_password_first': refusal({
    kind: 'forbidden',
    zh: () => '您的密码由管理员设定，请先改为自己的密码',
    en: () => 'Your password was given to you. Choose one of your own first',
  }),
  'access.enrol_first': refusal({
    kind: 'forbidden',
    zh: () => '您的单位要求第二重验证，请先启用身份验证器',
    en: () => 'Your organisation demands a second factor. Enrol an authenticator first',
  }),
  'second_factor.none': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `${name}尚未启用第二重验证，无需解除`,
    en: ({ name }) => `${name} has no second factor: there is nothing to remove`,
  }),
  'second_factor.unchanged': refusal({
    kind: 'unprocessable',
    zh: () => '该单位的第二重验证要求与所选相同，无需变更',
    en: () => 'This is what the organisation asks of its people already; nothing would change',
  }),
  'person.name_taken': refusal<{ signInName: string }>({
    kind: 'conflict',
    zh: ({ signInName }) => `登录名 ${signInName} 已被使用，请换一个`,
    en: ({ signInName }) => `The sign-in name ${signInName} is taken. Choose another`,
  }),
  'role.unfit': refusal<{ role: string }>({
    kind: 'unprocessable',
    zh: ({ role }) => `角色 ${role} 不适用于该单位：系统管理员只属于系统管理单位，业务角色不属于系统管理单位`,
    en: ({ role }) => `The role ${role} is not for this organisation: administrators belong to the administration, and only they do`,
  }),
  'role.unchanged': refusal({
    kind: 'unprocessable',
    zh: () => '该人员在此单位的角色与所选相同，无需变更',
    en: () => 'These are the roles that the person holds there already; nothing would change',
  }),
  'api_key.ended': refusal<{ name: string }>({
    kind: 'conflict',
    zh: ({ name }) => `接口密钥“${name}”已失效或已吊销，请申请新密钥`,
    en: ({ name }) => `The API key “${name}” has expired or was revoked. Issue a new one`,
  }),
  'api_key.too_long': refusal<{ first: string; last: string }>({
    kind: 'unprocessable',
    zh: ({ first, last }) => `密钥的失效日期须在 ${first} 至 ${last} 之间`,
    en: ({ first, last }) => `A key expires between ${first} and ${last}. Choose a day within that`,
  }),
  'password.guessable': refusal({
    kind: 'unprocessable',
    zh: () => '新密码太容易猜到：请勿以常用密码、登录名、单位名、年份或连续字符为主。可改用几个互不相干的词',
    en: () => 'The new password is too easy to guess: it is mostly a common password, a name, a year or a run of characters. Take a few unrelated words',
  }),
  'password.same': refusal({
    kind: 'unprocessable',
    zh: () => '新密码与当前密码相同，请另选一个',
    en: () => 'The new password is the present one. Choose another',
  }),
  'password.wrong': refusal({
    kind: 'unprocessable',
    zh: () => '当前密码不正确，未作任何修改',
    en: () => 'The current password is not right; nothing was changed',
  }),
}
