import { Link } from '@tanstack/react-router'
import { say } from '../say.ts'
import { Page, Section } from '../ui/Page.tsx'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { destinationsFor } from './navigation.tsx'

export function HomePage() {
  const me = useMe()
  const { organisation, roles } = membershipOf(me)
  const places = destinationsFor(organisation.kind, me.permissions).filter(({ to }) => to !== '/')
  return (
    <Page
      title={say('home.greeting', { name: me.person.name })}
      asOf={me.serverDay}
      about={`${nameOf(organisation)} · ${roles.map((role) => say(`role.${role}`)).join(' / ')}`}
    >
      {places.length > 0 && (
        <Section title={say('home.where')}>
          <ul className="places">
            {places.map((place) => (
              <li key={place.to}>
                <Link to={place.to}>
                  <span aria-hidden="true">{place.icon}</span>
                  {say(place.word)}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}
