CREATE TABLE `erased_rows` (
	`position` integer NOT NULL,
	`number` integer NOT NULL,
	`leaf_hash` blob NOT NULL,
	PRIMARY KEY(`position`, `number`)
);
--> statement-breakpoint
CREATE TABLE `__new_details` (
	`id` integer PRIMARY KEY NOT NULL,
	`number` integer,
	`detail` text
);
--> statement-breakpoint
INSERT INTO `__new_details`("number", "detail") SELECT "number", "detail" FROM `details`;--> statement-breakpoint
DROP TABLE `details`;--> statement-breakpoint
ALTER TABLE `__new_details` RENAME TO `details`;--> statement-breakpoint
CREATE UNIQUE INDEX `details_number` ON `details` (`number`) WHERE "details"."number" is not null;
