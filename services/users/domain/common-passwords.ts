/** What guessers try first, of eight characters or more, in lower case: from the lists that are printed every year. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  password password1 password12 password123 password1234 password! password@1 password@123 passw0rd p@ssw0rd p@ssword
  p@ssw0rd1 p@55w0rd pa55word pass1234 pass@123 pass@1234 passpass mypassword newpassword yourpassword
  12345678 123456789 1234567890 0123456789 012345678 987654321 9876543210 87654321 11223344 112233445566 12341234
  123123123 1231231234 123456123 123456789a 123456789q 1234567891 12344321 123454321 147258369 147852369 159753456
  741852963 789456123 963852741 13579246 1357924680 102030405 10203040 12121212 123321123 14725836
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwerty@123 1q2w3e4r 1q2w3e4r5t
  1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 q1w2e3r4 q1w2e3r4t5 qazwsxedc qazwsx123 qweasdzxc
  asdfghjk asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123 zxcvbnm, abcd1234 abc12345 abc123456 abc123abc a1b2c3d4
  a1234567 a12345678 a123456789 aa123456 aa12345678 abcdefgh abcdefg1 abcdefghi abcd12345 1234abcd 1234qwer 123qweasd
  123qwe123 qwe123456 q1234567 admin123 admin1234 admin12345 admin@123 administrator root1234 toor1234 test1234
  test12345 testtest test@123 demo1234 demo12345 guest123 user1234 welcome1 welcome12 welcome123 welcome@123 changeme
  changeme1 changeme123 default1 letmein1 letmein12 letmein123 login123 secret123 secret12 master123 superman superman1
  batman123 spiderman pokemon1 pokemon123 football football1 baseball baseball1 basketball cricket1 cricket123 sachin10
  iloveyou iloveyou1 iloveyou2 iloveyou123 iloveu123 loveyou1 lovelove princess princess1 sunshine sunshine1 rainbow1
  butterfly chocolate charlie1 jordan23 michael1 jennifer michelle computer internet whatever trustno1 starwars
  dragon123 monkey123 shadow123 killer123 hello123 hello1234 hellohello google123 samsung1 samsung123 india123
  india1234 india@123 indian123 bharat123 krishna1 krishna123 jaimatadi jaishriram harekrishna om123456 ganesh123
  rajesh123 rahul123 priya123 freedom1 liverpool chelsea1 arsenal1 manchester corvette mercedes maverick midnight
  snoopy12 blink182 blink123 tokri123 tokri1234 grocery1 grocery123 delivery delivery1
  `
    .split(/\s+/)
    .filter(Boolean),
)
