/** What the commands take where nothing is named: apart from the demo itself, which they do not need. */
export const demoSender = 'DEMO';
export const demoAsker = 'demo-call-centre';
