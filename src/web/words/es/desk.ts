import type { DeskWords } from '../desk-words.ts';

const plural = new Intl.PluralRules('es');
const number = new Intl.NumberFormat('es');
const list = new Intl.ListFormat('es');
const signed = new Intl.NumberFormat('es', { signDisplay: 'exceptZero' });
const percent = new Intl.NumberFormat('es', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

export const spanishDesk: DeskWords = {
  places: { OVERVIEW: 'Resumen', FIGURES: 'Cifras', RELEASES: 'Publicaciones', REPLAYS: 'Y si…' },
  overview: {
    heading: 'La mesa del regulador',
    nothing: 'Todavía no se ha publicado nada. Las cifras de un mes se publican poco después de que termine.',
    latest: (period) => `Última publicación: ${period}`,
    files: 'Sus archivos y sus resúmenes criptográficos',
    registered: 'Números inscritos, mes a mes',
    enquiries: 'Consultas, mes a mes',
    regions: 'Números inscritos por región',
    look: (what) => `Ver en detalle: ${what}`,
    changed: (until, from) => `Qué ha cambiado: ${until} frente a ${from}`,
    nothingBefore: 'No hay ningún mes anterior con el que comparar.',
    hidden: 'Qué se suprime y por qué',
    why: (minimum) =>
      `Se suprime toda cifra de 1 a ${number.format(minimum - 1)}, porque podría llevar hasta una persona, y también las que permitirían calcularla. Suprimido no es cero, y el cero se muestra.`,
    notShown: 'Suprimidas',
    of: 'De cifras',
    share: 'Proporción',
  },
  figures: {
    heading: 'Cifras',
    lead: 'Elija qué quiere ver. Cada consulta queda anotada en el diario del registro.',
    measure: 'Cifra',
    choose: 'Elija una cifra',
    showMeasure: 'Cambiar de cifra',
    unit: 'Qué se cuenta',
    period: 'Periodo',
    choice: 'Elegir periodos y desglose',
    from: 'Desde',
    until: 'Hasta',
    months: 'Meses',
    quarters: 'Trimestres',
    view: 'Mostrar',
    views: { PERIODS: 'Cada periodo', CHANGE: 'El primero, el último y la diferencia' },
    noneTicked: 'Si no marca ninguno, se muestran uno por uno.',
    show: 'Mostrar cifras',
    each: (count) => `Uno por uno (${number.format(count)})`,
    byEach: (dimension) => `Por ${dimension.toLowerCase()}`,
    total: (all) => `Solo: ${all}`,
    only: (period) => `Solo ${period}`,
    since: (period) => `Desde ${period}`,
    against: (period) => `Comparar con ${period}`,
    compared: ([first = '', last = '']) => `${last} frente a ${first}`,
    difference: 'Diferencia',
    percent: 'Por ciento',
    noPercent: 'antes cero',
    signed: (difference) => signed.format(difference),
    signedPercent: (share) => percent.format(share),
    drawn: (drawn, all) =>
      `El gráfico tiene las ${number.format(drawn)} filas mayores de ${number.format(all)}. La tabla las tiene todas.`,
    follow: (dimension) => `Siga un nombre para verlo por ${dimension.toLowerCase()}.`,
    finest: 'Estas cifras no se desglosan más.',
    missing: (periods) => `Sin publicación: ${list.format(periods)}.`,
    hidden: (hidden, all, minimum) =>
      plural.select(hidden) === 'one'
        ? `Se suprime ${number.format(hidden)} de ${number.format(all)} cifras: es menor que ${number.format(minimum)} o delataría una así.`
        : `Se suprimen ${number.format(hidden)} de ${number.format(all)} cifras: son menores que ${number.format(minimum)} o delatarían una así.`,
    stop: (minimum) =>
      `Aquí la regla de confidencialidad dice basta: ninguna de estas partes puede mostrarse sin delatar una cifra menor que ${number.format(minimum)}. Vuelva al total o elija otro desglose.`,
    download: 'Descargar estas cifras',
    sameCells: 'Los archivos tienen las cifras de la tabla, en su orden.',
    noDifferences: 'No contienen las diferencias: se deducen de las cifras.',
  },
  releases: {
    heading: 'Publicaciones',
    lead: 'Cada una se escribe una sola vez en el diario del registro y no se cambia nunca. La de un trimestre se deduce de sus tres meses.',
    period: 'Periodo',
    countedAt: 'Contado',
    position: 'Posición en el diario',
    policy: 'Normas',
    minimum: 'La menor cifra que se muestra',
    rows: 'Cifras',
    suppressed: 'De ellas, suprimidas',
    filesHeading: 'Archivos',
    filesLead:
      'La misma publicación da siempre los mismos bytes. El manifiesto va firmado; cada descarga queda anotada en el diario.',
    file: 'Archivo',
    bytes: 'Tamaño',
    digest: 'SHA-256',
    manifest: 'Manifiesto firmado con estos resúmenes',
  },
  errors: {
    measure: (entered, fitting) =>
      entered === '' ? 'Elija una cifra' : `No existe la cifra «${entered}». Hay: ${fitting}`,
    period: (entered) =>
      entered === ''
        ? 'Todavía no se ha publicado nada'
        : `«${entered}» no es un periodo. Escriba un mes como 2026-10 o un trimestre como 2026-Q4`,
    otherKind: (kind) =>
      kind === 'MONTH'
        ? 'Elija también aquí un mes: el primer periodo es un mes'
        : 'Elija también aquí un trimestre: el primer periodo es un trimestre',
    untilBeforeFrom: (from) => `El último periodo debe ser ${from} o posterior`,
    tooManyPeriods: (limit) => `Elija como mucho ${number.format(limit)} periodos`,
    nothingToCompare: 'Elija aquí un periodo posterior: el primero y el último son el mismo',
    view: (entered) => `«${entered}» no se puede mostrar. Elija cada periodo, o el primero y el último`,
    field: (entered) => `La dirección tiene «${entered}», que ninguna cifra tiene. Quítelo`,
    dimension: (dimension, fitting) =>
      `Esta cifra no se desglosa por «${dimension}», sino por: ${list.format(fitting)}`,
    member: (dimension, entered) => `${dimension}: no existe «${entered}». Quítelo y elija de la lista`,
    tooManyCells: (count, limit) =>
      `Serían ${number.format(count)} cifras, y una página tiene como mucho ${number.format(limit)}. Elija menos periodos o marque menos abajo`,
    tooLong: 'Tantas opciones sueltas no caben en una dirección. Marque menos, o ninguna para verlas una por una',
  },
  refusals: {
    NOT_FOUND: {
      heading: 'No existe esa página',
      text: 'Si siguió un enlace a una publicación, puede que todavía no se haya hecho.',
    },
    PERMISSION_DENIED: {
      heading: 'Ahora no puede ver esto',
      text: 'Los permisos de su organización han cambiado, o el formulario era demasiado antiguo. Vuelva atrás e inténtelo de nuevo.',
    },
    TOO_MANY_REQUESTS: {
      heading: 'Demasiadas consultas en poco tiempo',
      text: 'Cada consulta de cifras queda anotada para siempre, por eso hay un límite. No se ha mostrado nada.',
    },
    UNAVAILABLE: {
      heading: 'Lo sentimos, ahora no se puede mostrar nada',
      text: 'Cada consulta de cifras se anota antes, y ahora no es posible. No se ha mostrado nada.',
    },
  },
};
