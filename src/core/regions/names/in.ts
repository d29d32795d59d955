import type { RegionNames } from '../region-names.ts';

/**
 * Licensed service areas, which are not the states: Bihar's holds Jharkhand, Delhi's Gurgaon and Noida, Maharashtra's
 * Goa and not Mumbai (Department of Telecommunications, Guidelines for Unified Licence, annex on service areas).
 */
export const inNames: RegionNames = {
  languages: ['en', 'hi'],
  rows: [
    ['IN-AP', 'Andhra Pradesh', 'आंध्र प्रदेश'],
    ['IN-AS', 'Assam', 'असम'],
    ['IN-BR', 'Bihar', 'बिहार'],
    ['IN-DL', 'Delhi', 'दिल्ली'],
    ['IN-GJ', 'Gujarat', 'गुजरात'],
    ['IN-HP', 'Himachal Pradesh', 'हिमाचल प्रदेश'],
    ['IN-HR', 'Haryana', 'हरियाणा'],
    ['IN-JK', 'Jammu and Kashmir', 'जम्मू और कश्मीर'],
    ['IN-KA', 'Karnataka', 'कर्नाटक'],
    ['IN-KL', 'Kerala', 'केरल'],
    ['IN-KO', 'Kolkata', 'कोलकाता'],
    ['IN-MH', 'Maharashtra', 'महाराष्ट्र'],
    ['IN-MP', 'Madhya Pradesh', 'मध्य प्रदेश'],
    ['IN-MU', 'Mumbai', 'मुंबई'],
    ['IN-NE', 'North East', 'पूर्वोत्तर'],
    ['IN-OR', 'Odisha', 'ओडिशा'],
    ['IN-PB', 'Punjab', 'पंजाब'],
    ['IN-RJ', 'Rajasthan', 'राजस्थान'],
    ['IN-TN', 'Tamil Nadu', 'तमिलनाडु'],
    ['IN-UE', 'Uttar Pradesh (East)', 'उत्तर प्रदेश (पूर्व)'],
    ['IN-UW', 'Uttar Pradesh (West)', 'उत्तर प्रदेश (पश्चिम)'],
    ['IN-WB', 'West Bengal', 'पश्चिम बंगाल'],
  ],
};
