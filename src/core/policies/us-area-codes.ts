import type { ZoneId } from '../policy.ts';

/** Area codes, set apart by blanks, whose numbers may lie in any of the zones. */
export type AreaCodes = readonly [zones: readonly ZoneId[], codes: string];

/**
 * In service on 4 March 2020, the territories included. Codes and zones after NANPA's public report of that day, zones
 * by county after libphonenumber (Apache-2.0); zones whose clocks agree since 2007 stand under one name.
 */
export const areaCodesOf2020: readonly AreaCodes[] = [
  [
    ['America/New_York'],
    '201 202 203 207 212 215 216 220 223 229 231 234 239 240 248 252 260 267 269 272 276 301 302 304 305 313 315 317 321 330 332 336 339 347 351 352 380 386 401 404 407 410 412 413 419 434 440 443 445 463 470 475 478 484 502 508 513 516 517 518 540 551 561 567 570 571 585 586 603 607 609 610 614 616 617 631 640 646 667 678 680 681 689 703 704 706 716 717 718 724 727 732 734 740 743 754 757 762 765 770 772 774 781 786 802 803 804 810 813 814 828 838 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 917 919 929 934 937 941 947 954 959 973 978 980 984 989',
  ],
  [['America/New_York', 'America/Chicago'], '219 270 364 423 574 606 812 850 906 930 931'],
  [
    ['America/Chicago'],
    '205 210 214 217 218 224 225 228 251 254 256 262 281 309 312 314 316 318 319 320 325 331 334 337 346 361 402 405 409 414 417 430 432 469 479 501 504 507 512 515 531 534 539 563 573 580 601 608 612 615 618 629 630 636 641 651 659 660 662 682 708 712 713 715 726 731 737 763 769 773 779 806 815 816 817 830 832 847 870 872 901 903 913 918 920 936 938 940 952 956 972 979 985',
  ],
  [['America/Chicago', 'America/Denver'], '308 605 620 701 785 915'],
  [['America/Denver'], '303 307 385 406 435 505 575 719 720 801 970'],
  [['America/Denver', 'America/Phoenix'], '928'],
  [['America/Denver', 'America/Los_Angeles'], '208 458 541 775 986'],
  [['America/Phoenix'], '480 520 602 623'],
  [
    ['America/Los_Angeles'],
    '206 209 213 253 279 310 323 341 360 408 415 424 425 442 503 509 510 530 559 562 564 619 626 628 650 657 661 669 702 707 714 725 747 760 805 818 820 831 858 909 916 925 949 951 971',
  ],
  [['America/Anchorage', 'America/Adak'], '907'],
  [['Pacific/Honolulu'], '808'],
  [['America/Puerto_Rico'], '340 787 939'],
  [['Pacific/Guam'], '670 671'],
  [['Pacific/Pago_Pago'], '684'],
];

/** Put into service since, after libphonenumber (Apache-2.0); overlays lie where the codes lie that they overlay. */
export const areaCodesSince2020: readonly AreaCodes[] = [
  [['America/New_York'], '227 283 324 326 329 363 472 582 645 656 686 728 771 821 826 835 839 943 948'],
  [['America/New_York', 'America/Chicago'], '448'],
  [['America/Chicago'], '235 274 327 353 447 464 557 572 730 945 975'],
  [['America/Denver'], '748 983'],
  [['America/Los_Angeles'], '350 369 738 840'],
];
