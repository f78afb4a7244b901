import { unreachable } from '../../lib/unreachable.ts';
import type { DoctorBackend, DoctorReport } from './doctor-data.ts';
import { entry } from '../text-layout.ts';

/** The backends of a report: those that are there or needed in full, the others by name. */
export function backendLines(
  { backends, roles }: DoctorReport,
  columns: number,
): readonly string[] {
  const isShown = ({ path, needed_for: uses }: DoctorBackend): boolean =>
    path !== null || uses.length > 0;
  const absent = backends.filter((backend) => !isShown(backend));
  const used = Object.entries(roles).flatMap(([role, names]) =>
    names.length === 0 ? [] : [`${role}: ${names.join(', ')}`],
  );
  return [
    ...backends
      .filter(isShown)
      .flatMap((backend) => oneBackend(backend, columns)),
    ...(absent.length === 0
      ? []
      : entry(
          '  ',
          `not there: ${absent.map(({ name }) => name).join(', ')}`,
          columns,
        )),
    ...(used.length === 0
      ? []
      : entry('  ', `In order of preference: ${used.join('; ')}`, columns)),
  ];
}

function oneBackend(
  backend: DoctorBackend,
  columns: number,
): readonly string[] {
  const { name, path, version, known_good: known, fit } = backend;
  const range =
    known === null
      ? ''
      : ` (known good: ${known.from} to below ${known.below})`;
  const shown =
    version === null
      ? 'version not known'
      : fit === 'good'
        ? `${version} (known good)`
        : `${version}${range}`;
  const lead = `  ${name.padEnd(14)}`;
  const below = ' '.repeat(lead.length);
  const more = (text: string): readonly string[] => entry(below, text, columns);
  const { permissions, login, sandbox } = backend;
  const facts = [
    `sandbox: ${sandbox}`,
    ability('resume', backend.can_resume),
    ability('answer schema', backend.has_schema),
    `login: ${loginText(backend)}`,
  ];
  return [
    ...entry(lead, `${shown}, ${path ?? 'not there'}`, columns),
    ...more(facts.join(' · ')),
    ...more(`to write: ${permissions.writing}`),
    ...more(`to read: ${permissions.reading}`),
    ...(login.note === null ? [] : more(login.note)),
  ];
}

const ability = (name: string, isThere: boolean): string =>
  isThere ? name : `no ${name}`;

function loginText({ login }: DoctorBackend): string {
  const by = login.by.join(', ');
  switch (login.status) {
    case 'present':
      return by;
    case 'absent':
      return 'none, and no key';
    case 'unclear':
      return by === '' ? 'cannot be seen from outside' : `perhaps, in ${by}`;
    default:
      return unreachable(login.status);
  }
}
