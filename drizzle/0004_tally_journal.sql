CREATE TABLE `tally_journal` (
	`id` integer PRIMARY KEY NOT NULL,
	`pairs` integer NOT NULL,
	`tallies` text NOT NULL
);
