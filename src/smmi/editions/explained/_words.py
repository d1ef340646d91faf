"""The words of the explanations, by the code of the domain or area: what it covers, why, strong and weak answers."""

from typing import Final

DOMAINS: Final = {
    "educational_program": (
        (
            "What students learn about health equity and about communities with too little care: in class, with patients, "
            "and while they serve."
        ),
        "What is required of everyone, and practised with the people whom it is about, is what graduates take along.",
        (
            "Equity is taught and assessed in required parts, and most students learn among underserved patients, with "
            "guidance."
        ),
        (
            "Equity is an elective or a single lecture, and whoever wants to work with underserved patients has to find "
            "the place alone."
        ),
    ),
    "community_engagement": (
        "How the school and the communities around it work together, and how far teaching follows what these need.",
        "A school can serve a community well only with it: who is asked, paid and heard shows whether it is a partner.",
        (
            "Partners have agreements, are paid, decide with the school, and the curriculum answers a recent assessment of "
            "needs."
        ),
        "Communities are places where students practise; nobody asks what they need, and nothing comes back to them.",
    ),
    "governance": (
        "What the school commits itself to in its own documents, who answers for it, and who leads.",
        "What stands in a plan with goals, money and a leader behind it outlives the enthusiasm of single persons.",
        "The mission is named, has measurable goals and money of its own, and leaders are chosen and reviewed by it.",
        "The mission is a sentence on a page; no goal, no budget and no leader is tied to it.",
    ),
    "diversity_and_inclusion": (
        "Who studies and teaches at the school, how they come to it, and whether all groups succeed there alike.",
        "Who enters a profession shapes whom it serves; schools decide this by how they reach out, select and support.",
        "Shares of underrepresented students and faculty are watched and grow, and the ways in are built on purpose.",
        "Nobody counts, the ways in are those of always, and differences in success are not looked at.",
    ),
    "culture_and_climate": (
        (
            "Whether people can afford to be there, learn and work with respect, are prepared, and are heard when they "
            "speak for health equity."
        ),
        "People who come in stay and speak only where support and climate carry them.",
        (
            "Aid follows need, mistreatment is reported and acted upon, teachers are trained, and advocacy is protected "
            "and counts."
        ),
        "Support is for the best-known, surveys lead to nothing, and whoever speaks out does so at a risk.",
    ),
    "research": (
        "What the school finds out, with whom and for whom.",
        "Research decides which problems are understood; communities that are studied should gain from it.",
        "Needs of communities shape priorities, communities have a say in what is supported, and results come back.",
        "Topics follow funding alone, and communities hear nothing once the data are collected.",
    ),
}
AREAS: Final = {
    "curriculum": (
        (
            "What every student is taught about health equity, and with which patients it is practised: rotations or "
            "courses with underserved patients, required topics, tracks for such practice, and what global health says "
            "about needs at home."
        ),
        "Required teaching reaches all students, also those who would not have chosen it.",
        (
            "Work with underserved patients is required, the topics of equity are taught and assessed, and a track "
            "prepares those who want more."
        ),
        "Few students meet underserved patients before they graduate, and the topics are optional or not assessed.",
    ),
    "extracurricular": (
        (
            "Learning by serving communities, inside the program and beside it: service learning and its hours, free "
            "care that students staff, guided reflection, and work together with other professions."
        ),
        "Service teaches what a lecture cannot, if it is steady and somebody helps to understand it.",
        "Service is part of the program for most students, runs all year, and is reflected with guidance.",
        "There are single days of service, left to student groups, without reflection.",
    ),
    "community_collaborations": (
        (
            "How the school works with community partners: written agreements, what partners take part in, whether they "
            "are paid, joint reviews, and who at the school is responsible."
        ),
        "Partnerships last where both sides know what they owe each other and somebody looks after it.",
        (
            "Several partners have agreements, take part in planning and teaching, are paid as a rule, and review the work "
            "with the school."
        ),
        "Contacts are personal and unpaid, and end with the person who had them.",
    ),
    "community_concordance": (
        (
            "How far what is taught, and where graduates go, answers what communities need: use of a needs assessment, "
            "needs in the curriculum, community voices where it is decided, and what becomes of graduates."
        ),
        "A school knows whether it meets a need only if it has asked for the need and follows its graduates.",
        (
            "A recent assessment shapes the required curriculum, community members vote on it, and graduates are followed "
            "for years."
        ),
        "Needs are guessed, and nobody knows where graduates practise.",
    ),
    "mission_statements": (
        (
            "Whether the school's own documents name its social mission, set goals that can be measured, report on them, "
            "pay for them, and have somebody review them."
        ),
        "What is written, measured and funded can be asked for.",
        (
            "The plan names the populations or disparities that it means, sets goals, reports to the public, and has a "
            "budget line."
        ),
        "The mission is implied in general words, without goals or money.",
    ),
    "leadership_diversity": (
        (
            "Who leads the school, how leaders are searched for and prepared, and whether they are reviewed by the "
            "mission's goals."
        ),
        "Leaders set priorities, and show others who can become one.",
        (
            "Leaders come from many groups, searches follow written practice, and most leaders' reviews include the "
            "mission's goals."
        ),
        "Searches are informal, and the mission is one person's task without say.",
    ),
    "student_diversity": (
        (
            "Which shares of new students come from underrepresented groups, are the first of their family in college, or "
            "have little money; whether there is a goal for it; and whether groups complete their studies alike."
        ),
        "Graduates from communities with too little care return to them more often than others do.",
        (
            "Shares are known, come near those of the population that the school serves, and differences in completion "
            "are looked at and acted upon."
        ),
        "Shares are low or unknown, and completion is not compared.",
    ),
    "faculty_diversity": (
        (
            "Which shares of faculty, and of new faculty, come from underrepresented groups; how faculty are searched for, "
            "mentored, paid and promoted."
        ),
        "Students learn from whom they see, and people stay where they advance.",
        (
            "Searches follow written practice, mentoring is funded, and pay, promotion and departures are compared every "
            "few years."
        ),
        "Faculty are found through acquaintances, and nobody knows who leaves, and why.",
    ),
    "pathway_programs": (
        (
            "Programs that open the way into the profession for learners who seldom enter it: for whom, for how many, with "
            "what link to admission, and with what money."
        ),
        "Many who could become good professionals never apply; the way in begins at school age.",
        "Programs reach learners of several ages in numbers, lead to admission, and are funded to last.",
        "There is no program, or one on a grant that ends, without any link to admission.",
    ),
    "admissions": (
        "How the school chooses among those who apply: the policy, the criteria, and the people who decide.",
        "Selection decides within a few weeks who will practise for forty years.",
        (
            "Holistic admission is a written policy, mission-related experience counts by written criteria, and the "
            "committee is trained, briefed, and has members from outside."
        ),
        "Scores and grades decide, and the committee is neither trained nor told what the mission means.",
    ),
    "financial_support": (
        (
            "What the school does so that means and background do not decide who succeeds: aid by need, scholarships for "
            "service, academic support, emergency help, and waived fees."
        ),
        "Money and missing support end the studies of people whom the mission needs most.",
        "Most aid follows need, support costs nothing, and help in an emergency comes within days.",
        "Aid follows merit alone, and whoever is in need has to leave or borrow.",
    ),
    "inclusive_climate": (
        (
            "Whether everyone can learn and work with respect and without barriers: surveys of the climate and what "
            "follows from them, ways to report mistreatment, access, and support of affinity groups."
        ),
        "A bad climate drives out those who have just been won.",
        (
            "The climate is surveyed regularly, findings have led to changes that people can name, and reports are "
            "protected and answered."
        ),
        "There is no survey, or its findings stay in a drawer, and reporting means a risk.",
    ),
    "faculty_training": (
        (
            "How those who teach are prepared for health equity and for diverse students: training against bias, whom it "
            "reaches, its topics, its effect, and whether outside preceptors get it."
        ),
        "What teachers say and do beside the lesson teaches as well.",
        "Training is required, reaches preceptors too, covers several topics, and its effect is checked.",
        "Training is an offer that few take up, and nobody asks what it changes.",
    ),
    "student_activism": (
        (
            "How the school hears, funds and protects students who work for health equity, and whether it lets them "
            "practise advocacy."
        ),
        "Professionals who speak for patients have learned to do so as students.",
        "Students vote on committees, their groups are funded, advocacy is practised, and a policy protects them.",
        "Students are asked at most, fund themselves, and have no protection when they speak out.",
    ),
    "faculty_activism": (
        (
            "How the school supports and credits faculty who work for health equity in public life: paid time, credit in "
            "promotion, advice to public bodies, recognition, and coalitions."
        ),
        "What does not count for promotion is done after hours, and then not at all.",
        "Advocacy has paid time and counts in promotion, and faculty advise public bodies for the school.",
        "Advocacy is a private matter, or held against whoever does it.",
    ),
    "research_needs": (
        (
            "How far research and scholarship serve the needs of communities: priorities, the share on health equity, the "
            "say of communities, projects of students, and the return of results."
        ),
        "Communities that give data and time are owed an answer, and know best what has to be asked.",
        (
            "Needs shape priorities, a good share of funded projects is on equity, communities take part in the decision, "
            "and results come back as a rule."
        ),
        "Communities are subjects: they do not choose the question, and never see the answer.",
    ),
    "targeted_programs": (
        (
            "Programs that prepare some students for practice where the need is greatest: tracks and who completes them, "
            "languages of the communities, and help into residencies there."
        ),
        "Some students come for this work; a program keeps them on the way.",
        "A track with places and staff leads many graduates into practice or residencies in underserved areas.",
        "There is no track, and whoever wants to go there does so without help.",
    ),
    "global_health": (
        "Work abroad: programs or courses in global health, what the hosts gain, and what is learned for home.",
        "Work abroad can be a partnership or a journey; what the hosts gain tells them apart.",
        "Hosts shape the programs and gain as much as the school does, and what is learned is used at home.",
        "Students travel, the hosts teach and feed them, and nothing stays.",
    ),
}
ONLY_2019: Final = {
    "curriculum": (
        "What every student is taught about health equity, and with which patients it is practised: rotations or "
        "courses with underserved patients, social determinants of health, health disparities, and learning together "
        "with other professions in services for communities."
    ),
    "extracurricular": (
        "Learning by serving communities, inside the program and beside it: service learning and its hours, free care "
        "that students staff, guided reflection, and recognition of voluntary service."
    ),
    "community_concordance": (
        "How far what is taught, and where graduates go, answers what communities need: use of a needs assessment, "
        "needs in the curriculum, community voices where it is decided, and what becomes of graduates."
    ),
    "mission_statements": (
        "Whether the school's own documents name its social mission, set goals that can be measured, report on them, "
        "and pay for them."
    ),
    "leadership_diversity": "Who leads the school, and how leaders are searched for and prepared.",
    "faculty_diversity": (
        "Which share of faculty comes from underrepresented groups, and how faculty are searched for, mentored, paid "
        "and promoted."
    ),
    "admissions": (
        "How the school chooses among those who apply: the policy, the criteria, the people who decide and how they "
        "are prepared, and waived fees."
    ),
    "financial_support": (
        "What the school does so that means and background do not decide who succeeds: aid by need, scholarships for "
        "service, academic support, emergency help, and counseling on debt."
    ),
    "faculty_training": (
        "How those who teach are prepared for health equity and for diverse students: training against bias, whom it "
        "reaches, its topics, and whether outside preceptors get it."
    ),
    "student_activism": (
        "How the school hears and funds students who work for health equity, and whether it lets them practise "
        "advocacy."
    ),
    "faculty_activism": (
        "How the school supports and credits faculty who work for health equity in public life: paid time, credit in "
        "promotion, advice to public bodies, and recognition."
    ),
    "research_needs": (
        "How far research and scholarship serve the needs of communities: priorities, the share on health equity, the "
        "say of communities, and projects of students."
    ),
}
"""What areas cover in the edition of 2019, where they ask something else."""
