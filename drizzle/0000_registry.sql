CREATE TABLE `blocks` (
	`block` integer PRIMARY KEY NOT NULL,
	`last_import` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `changes` (
	`position` integer PRIMARY KEY NOT NULL,
	`number` integer,
	`entity_kind` text,
	`entity_id` text,
	`block` integer,
	`batch_id` text,
	`follows` integer,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`agent` text,
	`way_in` text,
	`proof` text,
	`event` text,
	`state` integer,
	`salt` blob NOT NULL,
	`leaf_hash` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `changes_number` ON `changes` (`number`,`follows`) WHERE "changes"."number" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `changes_entity` ON `changes` (`entity_kind`,`entity_id`,`follows`) WHERE "changes"."entity_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `changes_block` ON `changes` (`block`,`batch_id`) WHERE "changes"."block" is not null;--> statement-breakpoint
CREATE TABLE `counters` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `details` (
	`number` integer PRIMARY KEY NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `entities` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`position` integer NOT NULL,
	`document` text NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
--> statement-breakpoint
CREATE TABLE `images` (
	`block` integer PRIMARY KEY NOT NULL,
	`image` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `import_rows` (
	`position` integer PRIMARY KEY NOT NULL,
	`rows` integer NOT NULL,
	`rows_root` blob NOT NULL,
	`sets` text NOT NULL,
	`places` blob NOT NULL,
	`salts` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recent` (
	`number` integer PRIMARY KEY NOT NULL,
	`state` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `short_records` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`body` text NOT NULL,
	`version` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
--> statement-breakpoint
CREATE INDEX `short_records_expiry` ON `short_records` (`expires_at`);--> statement-breakpoint
CREATE TABLE `states` (
	`id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `states_state_unique` ON `states` (`state`);