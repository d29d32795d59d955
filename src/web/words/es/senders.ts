import type { SendersWords } from '../senders-words.ts';

const plural = new Intl.PluralRules('es');

export const spanishSenders: SendersWords = {
  heading: 'Empresas a las que dejo pasar o bloqueo',
  asking: 'Esperan su respuesta',
  askingLead: 'Estas empresas preguntan si pueden contactarle. No pueden, salvo que usted diga que sí.',
  given: 'Empresas con su consentimiento',
  noneGiven: 'Ninguna empresa tiene su consentimiento.',
  refused: 'Empresas que usted ha bloqueado',
  noneRefused: 'No ha bloqueado a ninguna empresa.',
  forWhat: 'Para qué',
  since: 'Desde',
  askedOn: 'Pedido el',
  until: 'Hasta',
  untilWithdrawn: 'que usted lo retire',
  everything: 'Todo, por cualquier medio',
  scope: (categories, channels) => `${categories}, por: ${channels}`,
  allCategories: 'Todo',
  allChannels: 'cualquier medio',
  yes: 'Sí, puede contactarme',
  no: 'No, no puede',
  withdraw: 'Retirar el consentimiento',
  readmit: 'Desbloquear',
  refuse: 'Bloquear',
  ofBrand: (button, brand) => `${button}: ${brand}`,
  searchHeading: 'Bloquear a una empresa',
  searchLabel: 'Su nombre, o el número o nombre que usted vio',
  searchHint: 'Por ejemplo, el remitente del mensaje o el número que llamó.',
  search: 'Buscar',
  searchEmpty: 'Escriba un nombre o un número',
  found: (count) => (plural.select(count) === 'one' ? `${count} empresa encontrada` : `${count} empresas encontradas`),
  foundNothing:
    'Ninguna empresa registrada tiene ese nombre o número. Una no registrada no puede enviar publicidad: en la ayuda se explica qué hacer contra ella.',
  seenAs: 'Aparece como',
  isRefused: 'Ya está bloqueada',
  gone: 'Esto ya se había respondido o retirado. Abajo está lo que vale ahora.',
};
