import { describe, expect, it } from 'vitest';
import { alarmsOf, metricsOf } from './alarms/cloudwatch.ts';
import { arnOf, parameters, place, rendered } from './rendered.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
    readonly query?: string;
    readonly region?: string;
  };
}

const widgetsIn = (elsewhere = {}): readonly Widget[] => {
  const { resources } = rendered({}, elsewhere);
  return JSON.parse(String(resources.get('Overview')?.Properties['DashboardBody'])).widgets;
};
const widgets = widgetsIn();
const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

describe('the dashboard', () => {
  it('is made unless a parameter says otherwise, under a name that no other Region has', () => {
    expect(parameters['Dashboard']?.Default).toBe('true');
    expect(rendered({ Dashboard: 'false' }).resources.has('Overview')).toBe(false);
    expect(rendered().resources.get('Overview')?.Properties['DashboardName']).toBe(`${place.stack}-${place.region}`);
  });

  it('has no more metrics than the free dashboards may have', () => {
    expect(metrics.length).toBeLessThanOrEqual(50);
  });

  it('shows the state of every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.toSorted()).toEqual(
      alarmsOf(rendered())
        .map(({ name }) => arnOf(name))
        .toSorted(),
    );
  });

  it('shows every metric that an alarm watches, of the same function, queue or stack, but how late a sweep is', () => {
    const nameOf = ([namespace, metric, dimension, value]: readonly unknown[]) =>
      [namespace, metric, dimension, value].join(' ');
    const watched = alarmsOf(rendered())
      .flatMap(metricsOf)
      .flatMap(({ Namespace, MetricName, Dimensions }) =>
        Dimensions.map(({ Name, Value }) => nameOf([Namespace, MetricName, Name, Value])),
      );
    const shown = metrics.map(nameOf);
    const missing = [...new Set(watched)].filter((it) => !shown.includes(it));
    expect(missing.map((it) => it.split(' ')[1]).toSorted()).toEqual([
      ...['AsyncEventAge', 'AsyncEventsDropped', 'AsyncEventsDropped', 'Swept'],
    ]);
  });

  it('says of its own metrics that they are of its stack', () => {
    const own = widgetsIn({ stack: 'second' }).flatMap(({ properties }) => properties.metrics ?? []);
    const services = own.filter(([namespace]) => namespace === 'Mountguard').map(([, , name, value]) => [name, value]);
    expect(new Set(services.map(String))).toEqual(new Set(['service,second']));
  });

  it('counts refusals by the query that is saved', () => {
    const { resources } = rendered();
    const saved = String(resources.get('RefusedByReasonQuery')?.Properties['QueryString']).replaceAll('\n', ' ');
    const [asked] = widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(asked).toBe(`SOURCE 'mountguard-RemediateLogs' | SOURCE 'mountguard-SweepLogs' | ${saved}`);
  });

  it('lays its parts side by side: none over another, none past the edge', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)} ${y + Math.floor(n / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
    expect(new Set(widgets.map(({ properties }) => properties.title)).size).toBe(widgets.length);
  });
});
