import { openProcedure, router } from '../kernel/trpc.ts'
import { demonstrationPassword, organisations, people } from './district.ts'

/** Who may be tried out in a demonstration, for its sign-in page; null where the records are real. */
export const demonstrationRouter = router({
  signIns: openProcedure.query(({ ctx }) =>
    ctx.demonstration
      ? {
          password: demonstrationPassword,
          people: people.map(({ signInName, name, memberships }) => {
            const [first] = memberships
            const place = organisations.find(({ id }) => id === first?.organisationId)
            return { signInName, name, nameZh: place?.nameZh ?? '', nameEn: place?.nameEn ?? '' }
          }),
        }
      : null,
  ),
})
