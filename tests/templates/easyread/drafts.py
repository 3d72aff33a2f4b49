"""The drafts: every text that the service ships or offers to Boards, as they were written, by kind."""

# fmt: off
DRAFTS = {
    "sequence": {
        "01_welcome":
            "Hello from {board}. We will text you about your health. Reply STOP to end our texts. Reply WRONG if "
            "we have the wrong number.",
        "02_gp":
            "NHS: Do you have a doctor (GP)? It is free to join one. You do not need ID. To find one, call 0800 "
            "22 44 88 free. Or reply GP and we will tell you how.",
        "03_nhs_inform":
            "NHS: Do you have a question about your health? Call NHS inform free on 0800 22 44 88. They can help "
            "you find a doctor (GP) or dentist.",
        "04_urgent":
            "NHS: Do you need help fast? If a life is at risk call 999. If you are ill and cannot wait call 111. "
            "Both are free, day and night.",
        "05_medicine":
            "NHS: Do you take medicine? Get more before it runs out. Ask a chemist (pharmacy) how. Advice is "
            "free. If they are closed and you cannot wait call 111.",
        "06_mood":
            "NHS: Do you feel low or worried? Talk to Samaritans free on 116 123, day or night. Or text SHOUT to "
            "85258. It is free on most phones.",
        "07_gp_check":
            "NHS: Have you joined a doctor (GP) yet? Reply 1 for yes or 2 for no. To find one, call 0800 22 44 88 "
            "free. Reply STOP to end our texts.",
        "08_night":
            "NHS: Bad night? You can talk to Breathing Space free on 0800 83 85 87. They listen. They open at "
            "6pm. At the weekend they are open all day and night.",
        "09_home_money":
            "NHS: Do you worry about money, food or a place to stay? Your council can help. Reply MONEY, FOOD or "
            "HOME. We will text you a phone number.",
        "10_gp_again":
            "NHS: You can still join a doctor (GP). It is free. You do not need ID. If they say no, call NHS "
            "inform free on 0800 22 44 88. Or reply CALL.",
        "11_check_in":
            "NHS: Do you need health advice? Call NHS inform free on 0800 22 44 88. Reply CALL if you want us to "
            "phone you. Reply STOP to end our texts.",
        "12_last":
            "NHS: This is our last text. Did our texts help you? Reply 1 for yes. Reply 2 for no. For health "
            "advice call NHS inform free on 0800 22 44 88.",
    },
    "sequence_variants": {
        "01_welcome_PAID_REPLY":
            "Hello from {board}. We will text you about health. Reply STOP to end. Reply WRONG if we have the "
            "wrong number. A reply may use credit.",
        "01_welcome_new_number":
            "Hello from {board}. We will text this number about health from now. Reply STOP to end our texts. "
            "Reply WRONG if we have the wrong number.",
        "10_gp_again_NO_CALL":
            "NHS: You can still join a doctor (GP). It is free. You do not need ID. If they say no, call NHS "
            "inform free on 0800 22 44 88.",
        "11_check_in_NO_CALL":
            "NHS: Do you need health advice? Call NHS inform free on 0800 22 44 88. Reply STOP to end our texts.",
        "09_home_money_NO_DIRECTORY":
            "NHS: Do you worry about money, food or a place to stay? Your council can help. Ask them about the "
            "Scottish Welfare Fund.",
    },
    "no_fixed_address": {
        "nfa_gp":
            "NHS: You can join a doctor (GP) if you have no address. You can use the address of a friend. To find "
            "one, call 0800 22 44 88 free. Or reply GP.",
        "nfa_home":
            "NHS: If you have no safe place to stay, call your council on {phone}. You can call day or night. Ask "
            "for a place to stay tonight.",
        "nfa_nophone":
            "NHS: Do you have a new phone number? Tell your doctor (GP). Then you will not miss an appointment. "
            "Text us from it too. Then we can text you there.",
    },
    "women": {
        "w_health":
            "NHS: You can ask to see a woman when you go to your doctor (GP). It is OK to ask. To find a doctor "
            "call 0800 22 44 88 free. Or reply GP.",
        "w_pregnant_OPTIN":
            "NHS: You can see a midwife for free. It is private. Call NHS inform free on 0800 22 44 88. Ask for a "
            "midwife near you.",
        "w_safe_OPTIN":
            "NHS: You can talk to someone in private, day or night. Call free on 0800 027 1234. If you are in "
            "danger call 999.",
    },
    "veterans": {
        "v_gp_OPTIN":
            "NHS: Tell your doctor (GP) if you were in the army, navy or air force. You can get extra help. To "
            "find a doctor call 0800 22 44 88 free.",
        "v_help_OPTIN":
            "NHS: There is extra help for some people. Were you in the army, navy or air force? Call NHS inform "
            "free on 0800 22 44 88 and ask.",
    },
    "young_18_25": {
        "y_mood":
            "NHS: Is life hard right now? You can talk to Papyrus free on 0800 068 4141, day or night. It is for "
            "people under 35. Or text SHOUT to 85258.",
        "y_gp":
            "NHS: You can join a doctor (GP) on your own. It is free. They keep things private unless someone is "
            "in danger. To find one, reply GP.",
    },
    "harm_reduction_OPTIN": {
        "h_tolerance":
            "NHS: Your body changes when you take a break. The same amount can now be too much. Start low. Do not "
            "use alone. In an emergency call 999.",
        "h_naloxone":
            "NHS: A small kit can save a life. It is called naloxone. It is free. Ask a chemist (pharmacy) how to "
            "get one. In an emergency call 999.",
    },
    "appointments": {
        "a_booked":
            "NHS: Your appointment is {weekday} {d} {month}, {time}. At {place}. It is kept for you. Reply 1 if "
            "you can come, 2 if not.",
        "a_booked_no_reply":
            "NHS: Your appointment is {weekday} {d} {month}, {time}. At {place}. It is kept for you. To change it "
            "call {phone}.",
        "a_days_before":
            "NHS: You have an appointment on {weekday} {d} {month} at {time}. At {place}. Reply 1 if you can "
            "come, 2 if not.",
        "a_day_before":
            "NHS: Your appointment is tomorrow, {weekday} {d} {month}, {time}. At {place}. Reply 1 if you can "
            "come, 2 if not.",
        "a_today":
            "NHS: Your appointment is today at {time}. At {place}. We will be glad to see you. If you are late "
            "call {phone}.",
        "a_missed":
            "NHS: You can still have an appointment. It is OK that you did not come. Call {phone} to pick a new "
            "time. Or reply CALL and we will phone you.",
        "a_missed_NO_CALL":
            "NHS: You can still have an appointment. It is OK that you did not come. Call {phone} to pick a new "
            "time.",
        "a_changed":
            "NHS: Your appointment has a new time. {weekday} {d} {month}, {time}. At {place}. Reply 1 if you can "
            "come, 2 if not.",
        "a_called_off":
            "NHS: We had to cancel your appointment on {weekday} {d} {month}. Please do not come. We are sorry. "
            "To ask for a new time call {phone}.",
    },
    "auto_replies": {
        "STOP":
            "We will not text you again. If you want our texts back, reply START. For health advice call NHS "
            "inform free on 0800 22 44 88.",
        "START": "NHS: You will get our texts again. Reply STOP to end them.",
        "HELP":
            "NHS: If you are in danger call 999. If you are ill and cannot wait call 111. Reply GP to find a "
            "doctor. Reply STOP to end our texts.",
        "WHO_IS_THIS":
            "This is {board}. We text people about health. Reply WRONG if we have the wrong number. Reply STOP to "
            "end our texts.",
        "GP":
            "NHS: Call NHS inform free on 0800 22 44 88. They tell you which doctor (GP) is near. Then ask to "
            "join. You do not need ID. If they say no, reply CALL.",
        "GP_NO_CALL":
            "NHS: Call NHS inform free on 0800 22 44 88. They tell you which doctor (GP) is near. Then ask to "
            "join. You do not need ID.",
        "GP_REFUSED":
            "NHS: Thank you for telling us. You do not need ID to join a doctor (GP). We can help. Reply CALL and "
            "we will phone you.",
        "CALL":
            "NHS: Thank you. We will phone you on this number by {weekday}, 5pm. It may say No Caller ID. If you "
            "are ill and cannot wait call 111.",
        "CALL_OUT_OF_HOURS":
            "NHS: Our team is closed now. We will phone you by {weekday}, 5pm. If you cannot wait call 111. If "
            "you are in danger call 999.",
        "CALL_NO_ANSWER":
            "NHS: We phoned you and could not reach you. Reply CALL if you still want us to phone. If you are ill "
            "and cannot wait call 111.",
        "CALL_LATE":
            "NHS: Sorry. We did not phone you in time. We will phone you by {weekday}, 5pm. If you are ill and "
            "cannot wait call 111.",
        "CALL_NOT_OFFERED":
            "NHS: Sorry, we cannot phone you. Call NHS inform free on 0800 22 44 88. If you are ill and cannot "
            "wait call 111.",
        "WRONG": "Sorry. We have the wrong number. We will not text this number again.",
        "DECEASED": "We are very sorry. We will not send any more texts.",
        "AWAY": "Thank you for telling us. We will stop our texts for now. Text us if you want them back.",
        "YES_gp": "NHS: Thank you. That is good news. If you take medicine, tell your doctor (GP) soon.",
        "NO_gp":
            "NHS: That is OK. You can still join. Reply GP and we will tell you how. Or reply CALL and we will "
            "phone you.",
        "NO_gp_NO_CALL": "NHS: That is OK. You can still join. Reply GP and we will tell you how.",
        "HELPED_1": "NHS: Thank you for telling us.",
        "HELPED_2":
            "NHS: Thank you for telling us. If you want, text us what would help. A person will read it by "
            "{weekday}.",
        "YES_visit": "NHS: Thank you. See you on {weekday} {d} {month} at {time}.",
        "NO_visit": "NHS: Thank you for telling us. We have told the team. To ask for a new time call {phone}.",
        "VISIT_AGAIN": "NHS: Your appointment is on {weekday} {d} {month} at {time}. It is at {place}.",
        "VISIT_LATE": "NHS: Thank you. Please call {phone} now to say you will be late.",
        "NEW_NUMBER":
            "NHS: Thank you. Please text us from your new number. We only text a new number when it has texted "
            "us.",
        "JOIN_OK":
            "NHS: Thank you. We will text you about your health. Reply STOP to end our texts. Reply WRONG if you "
            "did not ask for this.",
        "JOIN_UNKNOWN":
            "NHS: Sorry, we do not know that code. Check the card and try again. For health advice call NHS "
            "inform free on 0800 22 44 88.",
        "LANGUAGE":
            "NHS: Call NHS inform free on 0800 22 44 88. Say the name of your language. Ask them for help in it. "
            "If you are ill and cannot wait call 111.",
        "UNKNOWN":
            "NHS: Sorry, we did not understand. A person will read your text by {weekday}, 5pm. If you cannot "
            "wait call 111. If you are in danger call 999.",
        "OUT_OF_HOURS":
            "NHS: Our team is closed now. A person will read your text by {weekday}, 5pm. If you cannot wait call "
            "111. If you are in danger call 999.",
        "GP_REFUSED_NO_CALL":
            "NHS: Thank you for telling us. You do not need ID to join a doctor (GP). For help call NHS inform "
            "free on 0800 22 44 88.",
        "UNKNOWN_NO_READER":
            "NHS: Sorry, we did not understand. No one reads texts to this number. If you are ill and cannot wait "
            "call 111. If you are in danger call 999.",
        "HELPED_2_NO_READER": "NHS: Thank you for telling us.",
    },
    "local_help": {
        "FOOD":
            "NHS: For food near you, call {place}. Their number is {phone}. You can also ask your council for "
            "help.",
        "MONEY":
            "NHS: For help with money call your council on {phone}. Ask for the Scottish Welfare Fund. Say if you "
            "have no money for food.",
        "HOME":
            "NHS: For a place to stay call your council on {phone}. You can call day or night. Say if you have no "
            "safe place tonight.",
        "CHEMIST":
            "NHS: A chemist (pharmacy) near you is {place}. Call {phone} to check when they open. Their advice is "
            "free.",
        "DENTIST":
            "NHS: To find a dentist call NHS inform free on 0800 22 44 88. If you are in bad pain and cannot wait "
            "call 111.",
        "NONE":
            "NHS: Sorry, we do not have a number near you. Your council can help with food, money or a place to "
            "stay.",
        "NONE_HEALTH":
            "NHS: Sorry, we do not have a number near you. Call NHS inform free on 0800 22 44 88. They can help "
            "you find one.",
    },
    "crisis": {
        "CRISIS_self":
            "You matter. If you are in danger call 999 now. Talk to Samaritans free on 116 123, day or night. Or "
            "call 111. This text is automatic.",
        "CRISIS_overdose":
            "Call 999 now. If they do not wake, put them on their side. Use naloxone if you have it. Stay with "
            "them until help comes. This text is automatic.",
        "CRISIS_overdose_self":
            "Call 999 now and say what you took. Do not take any more. Unlock the door. Ask someone to stay with "
            "you. This text is automatic.",
        "CRISIS_abuse":
            "If you are in danger call 999. If you cannot speak, press 55 when asked. To talk, call free on 0800 "
            "027 1234, day or night. This text is automatic.",
        "CRISIS_abuse_SHARED":
            "If you are in danger call 999. If you cannot speak, press 55 when asked. This text is automatic.",
        "CRISIS_threat":
            "If anyone is in danger call 999 now. If you feel you may hurt someone, go to another place. Then "
            "call 111, day or night. This text is automatic.",
        "CRISIS_child":
            "If a child is in danger call 999 now. If you cannot speak, press 55 when asked. This text is "
            "automatic.",
        "CRISIS_other":
            "If a life is at risk call 999 now. If you are ill and cannot wait call 111. Both are free, day and "
            "night. This text is automatic.",
        "CRISIS_amber":
            "That sounds hard. You can talk to Samaritans free on 116 123, day or night. If you cannot wait call "
            "111. In danger call 999. This text is automatic.",
    },
    "voice": {
        "known_caller":
            "Hello. This is {board}. If a life is in danger, hang up and call 9 9 9. If you are ill and cannot "
            "wait, call 1 1 1. Both are free. This call may use credit. Here is our last text to this number. "
            "{text}",
        "known_caller_menu":
            "To hear it again, press 1. To stop our texts, press 9. For free health advice, call NHS inform on "
            "{nhs_inform}. You can hang up now. Thank you.",
        "stopped": "We will not text this number again. Thank you. Goodbye.",
        "no_text_to_read":
            "Hello. This is {board}. If a life is in danger, hang up and call 9 9 9. If you are ill and cannot "
            "wait, call 1 1 1. Both are free. No one can answer calls on this number. We have no text to read to "
            "you. For free health advice, call NHS inform on {nhs_inform}. To hear that again, press 1.",
        "unknown_caller":
            "Hello. This is {board}. If a life is in danger, hang up and call 9 9 9. If you are ill and cannot "
            "wait, call 1 1 1. Both are free. No one can answer calls on this number. For free health advice, "
            "call NHS inform on {nhs_inform}. To hear that again, press 1.",
        "nothing_pressed": "Thank you. Goodbye.",
        "fault":
            "Hello. This is the NHS. Sorry, this line is not working now. If a life is in danger, call 9 9 9. If "
            "you are ill and cannot wait, call 1 1 1. Goodbye.",
    },
}
# fmt: on
